import { call, type CallOptions } from "../session/call.ts";
import { list } from "./_list.ts";
import type { PageStream } from "./page_stream.ts";
import type {
  GetQueueEnvironmentInput,
  GetQueueEnvironmentOutput,
  ListQueueEnvironmentsInput,
  QueueEnvironmentSummary,
} from "./shapes.ts";

/** Lists the environments that a queue puts around the tasks of its jobs. */
export function listQueueEnvironments(
  input: ListQueueEnvironmentsInput,
  options: CallOptions = {},
): PageStream<QueueEnvironmentSummary> {
  return list("ListQueueEnvironments", "environments", input, options);
}

/** Gets one queue environment with its template. */
export function getQueueEnvironment(
  input: GetQueueEnvironmentInput,
  options: CallOptions = {},
): Promise<GetQueueEnvironmentOutput> {
  return call("deadline", "GetQueueEnvironment", input, options);
}
