import { fromFileUrl, join } from "@std/path";
import { type LocalFarm, localFarm, venv } from "../interop/_local_farm.ts";
import { fillTree } from "./_tree.ts";
import { type Measurement, median } from "./measurement.ts";

const CLI = fromFileUrl(new URL("../../lib/cli/main.ts", import.meta.url));
const TIMES = 2;

/** One run of a client: the time it took and the memory it needed at most. */
interface Run {
  ms: number;
  peakMiB: number;
}

/** The runs of a client: nothing sent before, all sent but no caches, and with warm caches. */
interface Runs {
  cold: Run[];
  sent: Run[];
  warm: Run[];
}

/** `bundle submit` of 5,000 small and four large files to a farm on this machine, as a person types it. */
export default async function submit(): Promise<Measurement[]> {
  await using farm = await localFarm(0, "bench");
  const bundle = join(farm.home, "bundle");
  await Deno.mkdir(bundle);
  await fillTree(join(bundle, "root"));
  await Deno.writeTextFile(join(bundle, "template.json"), JSON.stringify(TEMPLATE));
  const place = ["--farm-id", farm.farmId, "--queue-id", farm.queueId];
  const words = ["bundle", "submit", bundle, "--yes", ...place];
  const peer = venv("DEADLINE_INTEROP_VENV");
  if (!peer) console.error("DEADLINE_INTEROP_VENV is not set: no Python client to measure beside");
  const ours: Runs = { cold: [], sent: [], warm: [] };
  const theirs: Runs = { cold: [], sent: [], warm: [] };
  // In turns, so that a machine that is busy for a while is so for both.
  for (let i = 0; i < TIMES; i++) {
    await round(farm, [Deno.execPath(), "run", "-A", "--no-check", CLI, ...words], ours);
    if (peer) await round(farm, [join(peer, "bin", "deadline"), ...words], theirs);
  }
  const line = (name: string, unit: string, of: (runs: Runs) => number, atMost?: number) => ({
    name: `submit of 5,004 files and 1.1 GB, ${name}`,
    unit,
    ours: of(ours),
    ...peer && { peer: of(theirs), peerName: "Python client", atMost },
  });
  const middle = (runs: readonly Run[], figure: keyof Run) =>
    median(runs.map((run) => run[figure]));
  return [
    line("nothing sent yet", "ms", ({ cold }) => middle(cold, "ms"), 0.6),
    line("all sent, no caches", "ms", ({ sent }) => middle(sent, "ms"), 0.6),
    line("all sent, warm caches", "ms", ({ warm }) => middle(warm, "ms"), 0.6),
    line("peak memory", "MiB", ({ cold }) => middle(cold, "peakMiB")),
  ];
}

const TEMPLATE = {
  specificationVersion: "jobtemplate-2023-09",
  name: "Bench",
  parameterDefinitions: [{ name: "Root", type: "PATH", dataFlow: "IN", default: "root" }],
  steps: [{ name: "Step", script: { actions: { onRun: { command: "true" } } } }],
};

async function round(farm: LocalFarm, command: string[], runs: Runs): Promise<void> {
  await empty(farm);
  await forget(farm);
  runs.cold.push(await run(farm, command));
  await forget(farm);
  runs.sent.push(await run(farm, command));
  runs.warm.push(await run(farm, command));
}

/** Empties the bucket. */
async function empty(farm: LocalFarm): Promise<void> {
  const { farmId, queueId } = farm;
  const words = [Deno.execPath(), "run", "-A", "--no-check", EMPTY, farmId, queueId];
  const { code, stderr } = await farm.shell('"$@"', ...words);
  if (code !== 0) throw new Error(`The bucket was not emptied: ${stderr}`);
}

const EMPTY = fromFileUrl(new URL("./_empty_bucket.ts", import.meta.url));

async function forget({ home }: LocalFarm): Promise<void> {
  await Deno.remove(join(home, ".deadline"), { recursive: true }).catch(() => {});
}

/** Runs a client below Python, which knows what its child needed. */
async function run(farm: LocalFarm, command: string[]): Promise<Run> {
  const script = "import json, resource, subprocess, sys, time\n" +
    "start = time.monotonic()\n" +
    "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)\n" +
    "ms = (time.monotonic() - start) * 1000\n" +
    "peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024\n" +
    "print(json.dumps({'ms': ms, 'peakMiB': peak}))";
  const { code, stdout, stderr } = await farm.shell('python3 -c "$@"', script, ...command);
  if (code !== 0) throw new Error(`"${command[0]}" failed: ${stderr}`);
  return JSON.parse(stdout);
}
