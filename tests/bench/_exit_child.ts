/**
 * A process with calls in flight that ends in order when asked to: `_exit_child.ts ENDPOINT CALLS`.
 *
 * @module
 */
import { createSession, listFarms } from "@deadline/client";
import { TaskScope } from "@deadline/client/task";

const [endpoint, calls] = Deno.args;
const session = createSession({
  endpoint,
  region: "us-west-2",
  credentials: { accessKeyId: "AKIABENCH", secretAccessKey: "bench" },
});
const scope = new TaskScope({ name: "bench" });
const asked = Promise.withResolvers<void>();
Deno.addSignalListener("SIGTERM", asked.resolve);
for (let i = 0; i < Number(calls); i++) {
  scope.start("List farms", ({ signal }) => listFarms({}, { session, signal }).toArray());
}
console.log("ready");
await asked.promise;
Deno.removeSignalListener("SIGTERM", asked.resolve);
const { stragglers } = await scope.close();
await session.close();
// Ends by itself: whatever a stopped call left behind would show here as time.
if (stragglers.length > 0) console.error(`${stragglers.length} calls did not end`);
