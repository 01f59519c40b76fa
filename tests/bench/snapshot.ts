import { join } from "@std/path";
import { homeEnvironment } from "../farm/_environment.ts";
import { measuredRun, middle, OURS, pythonClient, type Run } from "./_clients.ts";
import { fillTree } from "./_tree.ts";
import type { Measurement } from "./measurement.ts";

const TIMES = 3;

/** `manifest snapshot` of 5,000 small and four large files, as a person types it. */
export default async function snapshot(): Promise<Measurement[]> {
  const home = await Deno.makeTempDir({ prefix: "bench-snapshot-" });
  try {
    const root = join(home, "root");
    await fillTree(root);
    const words = ["manifest", "snapshot", "--root", root, "--destination", home];
    const env = homeEnvironment(home);
    const ours = await coldAndWarm(home, [...OURS, ...words], env);
    const client = pythonClient();
    const peer = client && await coldAndWarm(home, [...client, ...words], env);
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

async function coldAndWarm(
  home: string,
  command: string[],
  env: Record<string, string>,
): Promise<Runs> {
  const runs: Runs = { cold: [], warm: [] };
  await measuredRun(command, env);
  for (let i = 0; i < TIMES; i++) {
    await Deno.remove(join(home, ".deadline"), { recursive: true });
    runs.cold.push(await measuredRun(command, env));
    runs.warm.push(await measuredRun(command, env));
  }
  return runs;
}
