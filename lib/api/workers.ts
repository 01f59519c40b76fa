import { call, type CallOptions } from "../session/call.ts";
import { list } from "./_list.ts";
import type { PageStream } from "./page_stream.ts";
import type {
  GetWorkerInput,
  GetWorkerOutput,
  ListSessionsForWorkerInput,
  ListWorkersInput,
  WorkerSessionSummary,
  WorkerSummary,
} from "./shapes.ts";

/** Lists the workers of a fleet. */
export function listWorkers(
  input: ListWorkersInput,
  options: CallOptions = {},
): PageStream<WorkerSummary> {
  return list("ListWorkers", "workers", input, options);
}

/** Gets one worker. */
export function getWorker(
  input: GetWorkerInput,
  options: CallOptions = {},
): Promise<GetWorkerOutput> {
  return call("deadline", "GetWorker", input, options);
}

/** Lists the sessions that a worker runs or has run. */
export function listSessionsForWorker(
  input: ListSessionsForWorkerInput,
  options: CallOptions = {},
): PageStream<WorkerSessionSummary> {
  return list("ListSessionsForWorker", "sessions", input, options);
}
