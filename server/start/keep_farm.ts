import type { Child } from "./child.ts";
import { type FarmOptions, type FarmProcess, startFarmProcess } from "./farm_process.ts";

/** How often a farm that ended by itself is started again; one that ends so often stays down. */
const TRIES = 5;
/** Milliseconds before the first new start; each further wait is twice as long. */
const PAUSE = 250;

/** What {@linkcode keepFarm} needs to know. */
export interface KeepFarmOptions extends FarmOptions {
  /** The processes to end with; the farm of the moment is among them. */
  children: Child[];
  /** Whether the farm is meant to end. */
  isStopping(): boolean;
  /** Told what happens, for people. */
  say(text: string): void;
}

/**
 * Starts the farm again, on its own port, whenever it ends without being told to, up to a bound. Its
 * state is in its folder, so whoever talks to it only has to ask again.
 */
export async function keepFarm(farm: FarmProcess, options: KeepFarmOptions): Promise<void> {
  const { children, isStopping, say, ...how } = options;
  const port = Number(new URL(farm.facts.endpoint).port);
  let { child } = farm;
  for (let attempt = 1;; attempt++) {
    await child.status;
    if (isStopping()) return;
    children.splice(children.indexOf(child), 1);
    say(`The local farm ended unexpectedly\n${child.errors()}`.trim());
    if (attempt > TRIES) {
      return say(`It was started again ${TRIES} times and stays down now; restart the console`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE * 2 ** (attempt - 1)));
    if (isStopping()) return;
    try {
      ({ child } = await startFarmProcess({ ...how, port }, children));
      say("The local farm runs again");
    } catch (error) {
      if (isStopping()) return;
      return say(`${error instanceof Error ? error.message : error}\nRestart the console`);
    }
  }
}
