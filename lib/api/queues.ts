import { call, type CallOptions } from "../session/call.ts";
import { listForPrincipal } from "./_list.ts";
import type { PageStream } from "./page_stream.ts";
import type { GetQueueInput, GetQueueOutput, ListQueuesInput, QueueSummary } from "./shapes.ts";

/** Lists the queues of a farm that the caller may see. */
export function listQueues(
  input: ListQueuesInput,
  options: CallOptions = {},
): PageStream<QueueSummary> {
  return listForPrincipal("ListQueues", "queues", input, options);
}

/** Gets one queue. */
export function getQueue(
  input: GetQueueInput,
  options: CallOptions = {},
): Promise<GetQueueOutput> {
  return call("deadline", "GetQueue", input, options);
}
