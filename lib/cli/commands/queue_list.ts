import { listQueues } from "../../api/queues.ts";
import type { Context } from "../context.ts";

/** Lists the queues of a farm. */
export async function run(context: Context): Promise<void> {
  const farmId = await context.farmId();
  const queues = await listQueues({ farmId }, await context.calls()).toArray();
  context.print(queues.map(({ queueId, displayName }) => ({ queueId, displayName })));
}
