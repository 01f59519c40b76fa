/**
 * `deno task bench [NAME ...]`: runs the benches (all, or those named), prints a table and writes
 * `bench.json`. Figures are ratios against a peer in the same run where there is a peer; none is a test.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { type Measurement, table } from "./measurement.ts";

const BENCHES: Record<string, () => Promise<{ default: () => Promise<Measurement[]> }>> = {
  tasks: () => import("./tasks.ts"),
  exit: () => import("./exit.ts"),
  farm: () => import("./farm.ts"),
  cli: () => import("./cli.ts"),
  console: () => import("./console.ts"),
  cancel: () => import("./cancel.ts"),
  responsive: () => import("./responsive.ts"),
  polls: () => import("./polls.ts"),
  snapshot: () => import("./snapshot.ts"),
  submit: () => import("./submit.ts"),
  submit_console: () => import("./submit_console.ts"),
  download: () => import("./download.ts"),
  memory: () => import("./memory.ts"),
};

const ROOT = fromFileUrl(new URL("../..", import.meta.url));
const names = Deno.args.length > 0 ? Deno.args : Object.keys(BENCHES);
const measurements: Measurement[] = [];
for (const name of names) {
  const load = BENCHES[name];
  if (!load) {
    console.error(`No bench "${name}": there are ${Object.keys(BENCHES).join(", ")}`);
    Deno.exit(2);
  }
  console.error(`measuring ${name} ...`);
  measurements.push(...await (await load()).default());
}
console.log(table(measurements));
const text = JSON.stringify(
  { at: new Date().toISOString(), deno: Deno.version, measurements },
  null,
  2,
);
await Deno.writeTextFile(join(ROOT, "bench.json"), `${text}\n`);
