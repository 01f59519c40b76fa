import { fromFileUrl, join } from "@std/path";
import { VENV } from "../interop/_local_farm.ts";
import { median } from "./measurement.ts";

/** The command line of this project, as a person types it. */
export const OURS: readonly string[] = [
  Deno.execPath(),
  "run",
  "-A",
  fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url)),
];

/** The Python client, if it is there; else says so. */
export function pythonClient(): readonly string[] | undefined {
  if (VENV) return [join(VENV, "bin", "deadline")];
  console.error("DEADLINE_INTEROP_VENV is not set: no Python client to measure beside");
}

/** One run of a client: the time it took and the memory it needed at most. */
export interface Run {
  ms: number;
  peakMiB: number;
}

const MEASURE = `import json, resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
ms = (time.monotonic() - start) * 1000
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps({"ms": ms, "peakMiB": peak}))`;

/** Runs a client below Python, which knows what its child needed. */
export async function measuredRun(
  command: readonly string[],
  env: Record<string, string>,
): Promise<Run> {
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", MEASURE, ...command],
    clearEnv: true,
    env,
  }).output();
  if (!success) throw new Error(`"${command[0]}" failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** The median of a figure of some runs. */
export function middle(runs: readonly Run[], figure: keyof Run): number {
  return median(runs.map((run) => run[figure]));
}
