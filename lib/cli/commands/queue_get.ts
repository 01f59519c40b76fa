import { getQueue } from "../../api/queues.ts";
import type { Context } from "../context.ts";
import { withoutMetadata } from "../without_metadata.ts";

/** Shows a queue. */
export async function run(context: Context): Promise<void> {
  const [farmId, queueId] = [await context.farmId(), await context.queueId()];
  context.print(withoutMetadata(await getQueue({ farmId, queueId }, await context.calls())));
}
