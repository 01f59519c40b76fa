/**
 * Runs the embedded farm by itself: `deno run -A farm/main.ts --help`.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { join } from "@std/path";
import { startFarm } from "./mod.ts";
import { DataFolderInUseError } from "./store/lock.ts";

const HELP = `Runs a local farm: the AWS Deadline Cloud API on 127.0.0.1.

  --port N       port to listen on (default: any free one)
  --data DIR     folder for all the farm keeps
                 (default: deadline-farm in the user's state directory)
  --workers N    worker processes (default: one, two from four processors on)
  --with-parent  stop when standard input ends
  --help         this text

Prints "ready URL" once it listens. DIR/env.sh then has what a shell needs to use it.
`;

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  const flags = parseArgs(args, {
    string: ["port", "data", "workers"],
    boolean: ["with-parent", "help"],
    unknown: (name) => {
      throw new TypeError(`Unknown argument "${name}"`);
    },
  });
  if (flags.help) {
    console.log(HELP);
    return 0;
  }
  const stop = stopSignal(flags["with-parent"]);
  try {
    await using farm = await startFarm({
      dataDir: flags.data ?? defaultDataDir(),
      port: wholeNumber("port", flags.port, 65_535) ?? 0,
      workers: wholeNumber("workers", flags.workers, 64) ?? defaultWorkers(),
      note,
    });
    console.log(`ready ${farm.endpoint}`);
    note("started", { endpoint: farm.endpoint, dataDir: farm.dataDir });
    note("stopping", { reason: await stop });
  } catch (error) {
    if (!(error instanceof DataFolderInUseError)) throw error;
    console.error(error.message);
    return 1;
  }
  return 0;
}

function stopSignal(withParent: boolean): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      if (Deno.build.os === "windows" && signal === "SIGTERM") continue;
      Deno.addSignalListener(signal, () => resolve(signal));
    }
    if (withParent) {
      Deno.stdin.readable.pipeTo(new WritableStream()).finally(() => resolve("parent ended"));
    }
  });
}

function note(event: string, details: Readonly<Record<string, unknown>>): void {
  console.error(JSON.stringify({ time: new Date().toISOString(), event, ...details }));
}

function defaultDataDir(): string {
  const home = Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE");
  const state = Deno.env.get("XDG_STATE_HOME") ?? (home && join(home, ".local", "state"));
  if (!state) throw new TypeError("Cannot choose a data folder: name one with --data");
  return join(state, "deadline-farm");
}

function defaultWorkers(): number {
  return navigator.hardwareConcurrency >= 4 ? 2 : 1;
}

function wholeNumber(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new TypeError(`Cannot use --${name} "${text}": it must be a whole number up to ${most}`);
}
