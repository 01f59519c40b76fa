import { getWorker } from "../../api/workers.ts";
import type { Context } from "../context.ts";
import { withoutMetadata } from "../without_metadata.ts";

/** Shows a worker. */
export async function run(context: Context): Promise<void> {
  const { args } = context;
  const worker = await getWorker({
    farmId: await context.farmId(),
    fleetId: args.required("fleet-id"),
    workerId: args.required("worker-id"),
  }, await context.calls());
  context.print(withoutMetadata(worker));
}
