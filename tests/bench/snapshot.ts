import { fromFileUrl, join } from "@std/path";
import { fillTree } from "./_tree.ts";
import { type Measurement, median } from "./measurement.ts";

const CLI = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));
const TIMES = 3;

/** One run of a client: the time it took and the memory it needed at most. */
interface Run {
  ms: number;
  peakMiB: number;
}

/** `manifest snapshot` of 5,000 small and four large files, as a person types it. */
export default async function snapshot(): Promise<Measurement[]> {
  const home = await Deno.makeTempDir({ prefix: "bench-snapshot-" });
  try {
    const root = join(home, "root");
    await fillTree(root);
    const words = ["manifest", "snapshot", "--root", root, "--destination", home];
    const ours = await coldAndWarm(home, [Deno.execPath(), "run", "-A", CLI, ...words]);
    const venv = Deno.env.get("DEADLINE_INTEROP_VENV");
    const peer = venv && await coldAndWarm(home, [join(venv, "bin", "deadline"), ...words]);
    if (!peer) {
      console.error("DEADLINE_INTEROP_VENV is not set: no Python client to measure beside");
    }
    const line = (name: string, unit: string, of: (runs: Runs) => number, atMost?: number) => ({
      name: `snapshot of 5,004 files and 1.1 GB, ${name}`,
      unit,
      ours: of(ours),
      ...peer && { peer: of(peer), peerName: "Python client", atMost },
    });
    return [
      line("nothing in the cache", "ms", ({ cold }) => middle(cold, "ms"), 0.5),
      line("all in the cache", "ms", ({ warm }) => middle(warm, "ms"), 0.3),
      line("peak memory", "MiB", ({ cold }) => middle(cold, "peakMiB")),
    ];
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

interface Runs {
  cold: Run[];
  warm: Run[];
}

async function coldAndWarm(home: string, command: string[]): Promise<Runs> {
  const runs: Runs = { cold: [], warm: [] };
  await run(home, command);
  for (let i = 0; i < TIMES; i++) {
    await Deno.remove(join(home, ".deadline"), { recursive: true });
    runs.cold.push(await run(home, command));
    runs.warm.push(await run(home, command));
  }
  return runs;
}

/** Runs a client below Python, which knows what its child needed. */
async function run(home: string, command: string[]): Promise<Run> {
  const script = "import json, resource, subprocess, sys, time\n" +
    "start = time.monotonic()\n" +
    "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n" +
    "ms = (time.monotonic() - start) * 1000\n" +
    "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024\n" +
    "print(json.dumps({'ms': ms, 'peakMiB': peak}))";
  const { success, stdout, stderr } = await new Deno.Command("python3", {
    args: ["-c", script, ...command],
    clearEnv: true,
    env: {
      HOME: home,
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? join(Deno.env.get("HOME") ?? "", ".cache", "deno"),
      DEADLINE_CLOUD_TELEMETRY_OPT_OUT: "true",
    },
  }).output();
  if (!success) throw new Error(`"${command[0]}" failed: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

function middle(runs: readonly Run[], figure: keyof Run): number {
  return median(runs.map((run) => run[figure]));
}
