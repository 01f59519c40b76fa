import { getQueueParameterDefinitions } from "../../bundle/queue_parameters.ts";
import type { Context } from "../context.ts";

/** Shows the job parameters that a queue's environments define. */
export async function run(context: Context): Promise<void> {
  const input = { farmId: await context.farmId(), queueId: await context.queueId() };
  context.print(await getQueueParameterDefinitions(input, await context.calls()));
}
