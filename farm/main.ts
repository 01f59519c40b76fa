/**
 * Runs the embedded farm by itself: `deno run -A farm/main.ts --help`.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { join } from "@std/path";
import { writeAccessFiles } from "./access_files.ts";
import {
  followFaultsFile,
  readFaultsFile,
  reportWeather,
  startFaultProxy,
  weatherReportFile,
} from "./faults/mod.ts";
import { type Farm, startFarm } from "./mod.ts";
import { UsageError } from "./usage_error.ts";
import { whyNotStarted } from "./why_not_started.ts";

const HELP = `Runs a local farm: the AWS Deadline Cloud API on 127.0.0.1.

  --port N       port to listen on (default: any free one)
  --data DIR     folder for all the farm keeps
                 (default: deadline-farm in the user's state directory)
  --workers N    worker processes (default: one, two from four processors on)
  --bucket NAME  the bucket in which the default queue keeps its job attachments
                 (default: the one it has; a new one is named after the farm)
  --faults FILE  bad weather by the rules of a JSON file, read again when it changes: latency,
                 stalls, throttling, resets, expired credentials (see farm/faults/rules.ts);
                 what it did to whom is written to FILE with .report before its extension
  --with-parent  stop when standard input ends
  --help         this text

Prints "ready URL" once it listens. DIR/env.sh then has what a shell needs to use it.
`;

/** How many of the last requests a report of the weather tells. */
const SIGHTINGS = 100;

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  try {
    return await runFarm(readFlags(args));
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof SyntaxError)) throw error;
    console.error(error.message);
    return 1;
  }
}

type Flags = ReturnType<typeof readFlags>;

function readFlags(args: string[]) {
  return parseArgs(args, {
    string: ["port", "data", "workers", "faults", "bucket"],
    boolean: ["with-parent", "help"],
    unknown: (name) => {
      throw new UsageError(`Unknown argument "${name}": --help names those there are`);
    },
  });
}

async function runFarm(flags: Flags): Promise<number> {
  if (flags.help) {
    console.log(HELP);
    return 0;
  }
  const stop = stopSignal(flags["with-parent"]);
  const port = wholeNumber("port", flags.port, 65_535) ?? 0;
  const dataDir = flags.data ?? defaultDataDir();
  try {
    const faults = flags.faults === undefined ? undefined : await readFaultsFile(flags.faults);
    await using started = await startFarm({
      dataDir,
      port: faults ? 0 : port,
      workers: wholeNumber("workers", flags.workers, 64) ?? defaultWorkers(),
      bucket: flags.bucket,
      note,
    });
    await using weather = faults && await startWeather(started, flags.faults!, port);
    const farm = { ...started, endpoint: weather?.endpoint ?? started.endpoint };
    console.log(`ready ${farm.endpoint}`);
    note("started", { endpoint: farm.endpoint, dataDir: farm.dataDir });
    note("stopping", { reason: await stop });
  } catch (error) {
    const why = whyNotStarted(error, { dataDir, port });
    if (why === undefined) throw error;
    console.error(why);
    return 1;
  }
  return 0;
}

/** Puts a proxy in front of the farm and tells clients of it. The farm's own workers call past it. */
async function startWeather(farm: Farm, file: string, port: number) {
  const stack = new AsyncDisposableStack();
  const proxy = stack.use(await startFaultProxy({ target: farm.endpoint, port, keep: SIGHTINGS }));
  const report = stack.use(reportWeather(weatherReportFile(file), proxy));
  stack.use(followFaultsFile(file, proxy, {
    note(event, details) {
      note(event, details);
      report.problem = details.problem as string | undefined;
    },
  }));
  const { endpoint } = proxy;
  await writeAccessFiles({ ...farm, endpoint });
  return { endpoint, [Symbol.asyncDispose]: () => stack.disposeAsync() };
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
  if (!state) throw new UsageError("Cannot choose a data folder: name one with --data");
  return join(state, "deadline-farm");
}

function defaultWorkers(): number {
  return navigator.hardwareConcurrency >= 4 ? 2 : 1;
}

function wholeNumber(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new UsageError(`Cannot use --${name} "${text}": it must be a whole number up to ${most}`);
}
