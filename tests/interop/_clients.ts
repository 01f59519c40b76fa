import { fromFileUrl, join } from "@std/path";
import type { Farm } from "@deadline/farm";
import { clientEnvironment } from "../farm/_environment.ts";
import { type Output, outputOf, VENV } from "./_local_farm.ts";

const MAIN = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));

/** Where both clients run. */
export interface ClientsPlace {
  readonly farm: Pick<Farm, "endpoint" | "region" | "credentials">;
  /** The folder that they run in. */
  readonly folder: string;
  /** Their home, with the configuration; the folder itself, unless given. */
  readonly home?: string;
}

/** The command line and that of the Python client, each as a person runs it, with one home. */
export class Clients {
  readonly #place: ClientsPlace;

  constructor(place: ClientsPlace) {
    this.#place = place;
  }

  /** Runs the command line of this project. */
  ours(...words: string[]): Promise<Output> {
    return this.#run(Deno.execPath(), ["run", "-A", "--no-check", MAIN, ...words]);
  }

  /** Runs the Python client. */
  theirs(...words: string[]): Promise<Output> {
    return this.#run(join(VENV!, "bin", "deadline"), words);
  }

  async #run(program: string, args: string[]): Promise<Output> {
    const { farm, folder, home = folder } = this.#place;
    return outputOf(
      await new Deno.Command(program, {
        args,
        stdin: "null",
        cwd: folder,
        clearEnv: true,
        env: { ...clientEnvironment(farm, home), PYTHONUTF8: "1" },
      }).output(),
    );
  }
}
