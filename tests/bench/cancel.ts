import { CANCEL_WAYS, cancelLatency } from "../browser/_cancel_latency.ts";
import { CHROMIUM, setStage } from "../browser/_stage.ts";
import { type Measurement, percentile } from "./measurement.ts";

/** How many times each way is tried. */
const TRIES = Number(Deno.env.get("DEADLINE_BENCH_CANCELS") ?? 50);

/** From a person's click to the closed connection behind the console, in a real browser. */
export default async function cancel(): Promise<Measurement[]> {
  if (CHROMIUM === undefined) return [];
  await using stage = await setStage();
  const measurements: Measurement[] = [];
  for (const way of CANCEL_WAYS) {
    const figures: number[] = [];
    // Cancel is offered after three seconds of waiting; fewer tries keep the bench short.
    const tries = way.name === "Cancel" ? Math.ceil(TRIES / 5) : TRIES;
    for (let i = 0; i < tries; i++) figures.push(await cancelLatency(stage, way));
    const name = `${way.name} to closed upstream socket, ${tries} tries`;
    measurements.push(
      { name: `${name}, p50`, unit: "ms", ours: percentile(figures, 50) },
      { name: `${name}, p99`, unit: "ms", ours: percentile(figures, 99), atMost: 50 },
    );
  }
  return measurements;
}
