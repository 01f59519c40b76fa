import { isStopReason, Stopped, stopReasonOf, TaskError } from "@deadline/client/task";

/**
 * An error on the wire: RFC 9457 `application/problem+json`. A request that was stopped has status
 * 499 and its reason as `code`; no page shows it.
 */
export interface Problem {
  /** `about:blank`; `code` is what tells problems apart. */
  type: string;
  /** The message for people. */
  title: string;
  /** HTTP status. */
  status: number;
  /** Machine-readable kind, or the stop reason. */
  code: string;
  /** Our request id, as the caller sent it. */
  requestId?: string | undefined;
  /** The id AWS gave the call. */
  awsRequestId?: string | undefined;
  /** What was being done: `ListQueues`. */
  operation?: string | undefined;
  /** Whether doing the same again can help. */
  retryable: boolean;
  /** What to do now. */
  hint?: string | undefined;
}

/** The media type of a {@linkcode Problem}. */
export const PROBLEM_TYPE = "application/problem+json";

/** The status of a request that was stopped on purpose. */
export const STOPPED_STATUS = 499;

/** Writes anything thrown as a {@linkcode Problem}. The original error never goes over the wire. */
export function problemOf(thrown: unknown, requestId?: string): Problem {
  if (thrown instanceof Stopped || isAbort(thrown)) {
    const code = stopReasonOf(thrown);
    const status = code === "timeout" ? 504 : STOPPED_STATUS;
    const { message } = thrown as Error;
    return { type: "about:blank", title: message, status, code, requestId, retryable: true };
  }
  const error = TaskError.from(thrown);
  return {
    type: "about:blank",
    title: error.message,
    status: statusOf(error),
    code: error.code,
    requestId: requestId ?? error.requestId,
    awsRequestId: error.awsRequestId,
    operation: error.operation,
    retryable: error.retryable,
    hint: error.hint,
  };
}

/** A response that carries a {@linkcode Problem}. */
export function problemResponse(problem: Problem, headers: HeadersInit = {}): Response {
  const all = new Headers(headers);
  all.set("Content-Type", PROBLEM_TYPE);
  all.set("Cache-Control", "no-store");
  return new Response(JSON.stringify(problem), { status: problem.status, headers: all });
}

/** Turns a {@linkcode Problem} back into what to throw: {@linkcode Stopped} or {@linkcode TaskError}. */
export function errorOf(problem: Problem): Stopped | TaskError {
  const stopped = problem.status === STOPPED_STATUS || problem.status === 504;
  if (stopped && isStopReason(problem.code)) return new Stopped(problem.code);
  return new TaskError(problem.title, problem);
}

/**
 * Turns a response that is not OK into what to throw. Answers that are no problem document (a proxy's
 * page, an empty body) still give a message that names status and path.
 */
export async function errorOfResponse(response: Response): Promise<Stopped | TaskError> {
  const type = response.headers.get("Content-Type") ?? "";
  const text = await response.text();
  if (type.startsWith(PROBLEM_TYPE)) {
    try {
      return errorOf(JSON.parse(text));
    } catch {
      // Cut off on the way: what the status says has to do.
    }
  }
  const { status } = response;
  const where = response.url ? ` from ${new URL(response.url).pathname}` : "";
  return new TaskError(`Unexpected answer ${status}${where}`, {
    status,
    code: `Http${status}`,
    retryable: status >= 500,
    hint: status === 401 || status === 403
      ? "Open the console again with the URL that its start command prints."
      : undefined,
  });
}

function statusOf(error: TaskError): number {
  const { status } = error;
  return status !== undefined && status >= 400 && status <= 599 ? status : 500;
}

function isAbort(thrown: unknown): boolean {
  const name = (thrown as { name?: unknown } | null)?.name;
  return name === "AbortError" || name === "TimeoutError";
}
