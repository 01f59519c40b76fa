import { dirname } from "@std/path";
import { sleep } from "../../task/mod.ts";
import { pythonJson } from "../python_json.ts";

/** Milliseconds after which a lock was left behind, and that a lock is waited for. */
const STALE = 60_000;
const LONGEST_WAIT = 90_000;
const PAUSE = 1_000;

/**
 * Runs `body` while no other machine that syncs the same queue writes the same status file. A lock
 * that is held for too long is passed over: a status that is late is better than none.
 */
export async function withStatusLock(
  path: string,
  body: () => Promise<void>,
  { signal }: { signal?: AbortSignal | undefined },
): Promise<void> {
  const lock = `${path}.lock`;
  await Deno.mkdir(dirname(path), { recursive: true });
  const end = Date.now() + LONGEST_WAIT;
  let text: string | undefined;
  while (text === undefined && Date.now() < end) {
    const held = timeOf(await Deno.readTextFile(lock).catch(() => ""));
    if (held !== undefined && Date.now() - held >= STALE) await Deno.remove(lock).catch(() => {});
    const mine = pythonJson({ hostname: hostname(), time: Date.now() / 1000 });
    try {
      await Deno.writeTextFile(lock, mine, { createNew: true });
      text = mine;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      await sleep(PAUSE, { signal });
    }
  }
  try {
    await body();
  } finally {
    // Not if another machine took it for left behind meanwhile.
    if (text !== undefined && await Deno.readTextFile(lock).catch(() => "") === text) {
      await Deno.remove(lock).catch(() => {});
    }
  }
}

/** The name of this machine. */
export function hostname(): string {
  try {
    return Deno.hostname();
  } catch {
    return "unknown";
  }
}

function timeOf(text: string): number | undefined {
  try {
    const time = Number((JSON.parse(text) as { time?: unknown }).time);
    return Number.isFinite(time) ? time * 1000 : undefined;
  } catch {
    return undefined;
  }
}
