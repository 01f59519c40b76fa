import { fromFileUrl, join } from "@std/path";
import { clientEnvironment } from "../farm/_environment.ts";
import { type LocalFarm, localFarm } from "../interop/_local_farm.ts";
import { measuredRun, middle, OURS, pythonClient, type Run } from "./_clients.ts";
import { fillTree } from "./_tree.ts";
import type { Measurement } from "./measurement.ts";

const TIMES = 2;

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
  const peer = pythonClient();
  const ours: Runs = { cold: [], sent: [], warm: [] };
  const theirs: Runs = { cold: [], sent: [], warm: [] };
  // In turns, so that a machine that is busy for a while is so for both.
  for (let i = 0; i < TIMES; i++) {
    await round(farm, [...OURS, ...words], ours);
    if (peer) await round(farm, [...peer, ...words], theirs);
  }
  const line = (name: string, unit: string, of: (runs: Runs) => number, atMost?: number) => ({
    name: `submit of 5,004 files and 1.1 GB, ${name}`,
    unit,
    ours: of(ours),
    ...peer && { peer: of(theirs), peerName: "Python client", atMost },
  });
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
  const env = clientEnvironment(farm, farm.home);
  await empty(farm);
  await forget(farm);
  runs.cold.push(await measuredRun(command, env));
  await forget(farm);
  runs.sent.push(await measuredRun(command, env));
  runs.warm.push(await measuredRun(command, env));
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
