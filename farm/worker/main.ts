/**
 * The worker process of the embedded farm: takes work from a farm and runs it on this machine.
 *
 *     deno run -A farm/worker/main.ts --data DIR
 *
 * Stops on SIGTERM and SIGINT, and when a pipe at its standard input closes, so that it never
 * outlives the process that started it.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { fstatSync } from "node:fs";
import { readSettings } from "./settings.ts";
import { ParentEndedError } from "./parent_ended_error.ts";
import { runWorker } from "./worker.ts";

if (import.meta.main) Deno.exit(await main());

async function main(): Promise<number> {
  const { data } = parseArgs(Deno.args, { string: ["data"] });
  if (!data) {
    console.error("Say where the worker may keep its files: --data DIR");
    return 2;
  }
  const stop = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(name, () => stop.abort(new Error(name)));
  }
  watchParent(stop);
  const env = Deno.env.toObject();
  const log = (entry: Record<string, unknown>) =>
    console.error(JSON.stringify({ time: new Date().toISOString(), ...entry }));
  try {
    await runWorker(readSettings(env, data), { signal: stop.signal, env, log });
    return 0;
  } catch (error) {
    log({ event: "failed", message: (error as Error).message });
    return 1;
  }
}

/** Stops when the other end of a pipe at standard input goes away. */
function watchParent(stop: AbortController): void {
  const input = fstatSync(0);
  if (!input.isFIFO() && !input.isSocket()) return;
  const ended = () => stop.abort(new ParentEndedError());
  Deno.stdin.readable.pipeTo(new WritableStream()).then(ended, ended);
}
