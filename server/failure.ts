import { TaskError } from "@deadline/client/task";
import {
  problemOf,
  problemResponse,
  REQUEST_ID_HEADER,
  STOPPED_STATUS,
} from "@deadline/client/wire";
import type { Console } from "./console.ts";

/** The problem document for whatever was thrown; real errors are noted for the diagnostics page. */
export function failure(error: unknown, console: Console, requestId?: string): Response {
  const problem = problemOf(upstream(error), requestId);
  if (problem.status !== STOPPED_STATUS) console.errors.add(problem);
  return problemResponse(problem, requestId ? { [REQUEST_ID_HEADER]: requestId } : {});
}

/** To a page, `NetworkError` means that this very server is out of reach; beyond it is another thing. */
export function upstream(error: unknown): unknown {
  if ((error as { code?: unknown } | null)?.code !== "NetworkError") return error;
  const { message, operation, requestId, awsRequestId, retryable, hint } = TaskError.from(error);
  return new TaskError(message, {
    operation,
    requestId,
    awsRequestId,
    retryable,
    hint,
    code: "ServiceUnreachable",
    status: 502,
    cause: error,
  });
}
