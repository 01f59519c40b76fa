import { CANCEL_WAYS, cancelLatencies } from "../browser/_cancel_latency.ts";
import { CHROMIUM, setStage } from "../browser/_stage.ts";
import { type Measurement, percentile } from "./measurement.ts";

/** How many times each way is tried. */
const TRIES = Number(Deno.env.get("DEADLINE_BENCH_CANCELS") ?? 200);

/** From a person's click to the closed connection behind the console, in a real browser. */
export default async function cancel(): Promise<Measurement[]> {
  if (CHROMIUM === undefined) return [];
  await using stage = await setStage();
  const measurements: Measurement[] = [];
  for (const way of CANCEL_WAYS) {
    const figures = await cancelLatencies(stage, way, TRIES);
    const name = `${way.name} to closed upstream socket, ${TRIES} tries`;
    measurements.push(
      { name: `${name}, p50`, unit: "ms", ours: percentile(figures, 50) },
      { name: `${name}, p99`, unit: "ms", ours: percentile(figures, 99), atMost: 50 },
    );
  }
  return measurements;
}
