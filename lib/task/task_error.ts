/**
 * What a {@linkcode TaskError} is made of, besides its message. All of it may be shown to people.
 *
 * @example
 * ```ts
 * import { TaskError, type TaskErrorInit } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const init: TaskErrorInit = {
 *   operation: "ListQueues",
 *   code: "ThrottlingException",
 *   retryable: true,
 *   hint: "Too many calls at once; retry in a moment",
 * };
 * assertEquals(new TaskError("Rate exceeded", init).retryable, true);
 * ```
 */
export interface TaskErrorInit extends ErrorOptions {
  /** What was being done, as people say it or as the API names it: `ListQueues`. */
  operation?: string | undefined;
  /** Machine-readable kind: `AccessDeniedException`, `NetworkError`, ... */
  code?: string | undefined;
  /** Our own request id: `<tab>.<key>.<seq>`. */
  requestId?: string | undefined;
  /** The id AWS gave the call, for a support case. */
  awsRequestId?: string | undefined;
  /** Whether doing the same again can help. */
  retryable?: boolean | undefined;
  /** One sentence: what to do now. */
  hint?: string | undefined;
  /** HTTP status of the answer, if there was one. */
  status?: number | undefined;
}

/**
 * The one error type for people: what failed, why, whether a retry can help, and what to do.
 *
 * @example
 * ```ts
 * import { TaskError } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const error = TaskError.from(new TypeError("connection refused"), { operation: "ListFarms" });
 * assertEquals(error.operation, "ListFarms");
 * assertEquals(error.message, "connection refused");
 * ```
 */
export class TaskError extends Error {
  /** What was being done. */
  readonly operation: string | undefined;
  /** Machine-readable kind of the failure. */
  readonly code: string;
  /** Our own request id. */
  readonly requestId: string | undefined;
  /** The id AWS gave the call. */
  readonly awsRequestId: string | undefined;
  /** Whether doing the same again can help. */
  readonly retryable: boolean;
  /** What to do now. */
  readonly hint: string | undefined;
  /** HTTP status of the answer, if there was one. */
  readonly status: number | undefined;

  /** Makes the error; the message says what is wrong, without a full stop. */
  constructor(message: string, init: TaskErrorInit = {}) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.name = "TaskError";
    this.operation = init.operation;
    this.code = init.code ?? "Error";
    this.requestId = init.requestId;
    this.awsRequestId = init.awsRequestId;
    this.retryable = init.retryable ?? false;
    this.hint = init.hint;
    this.status = init.status;
  }

  /**
   * Makes a `TaskError` of anything thrown. Fields that the thrown value has under the same names
   * win; `context` fills in what is missing; the original stays in `cause`.
   */
  static from(thrown: unknown, context: TaskErrorInit = {}): TaskError {
    if (
      thrown instanceof TaskError && (context.requestId ?? thrown.requestId) === thrown.requestId
    ) {
      return thrown;
    }
    const facts = (typeof thrown === "object" && thrown !== null ? thrown : {}) as TaskErrorInit & {
      message?: unknown;
      name?: unknown;
    };
    const message = typeof facts.message === "string" && facts.message !== ""
      ? facts.message
      : String(thrown);
    return new TaskError(message, {
      operation: facts.operation ?? context.operation,
      code: facts.code ?? context.code ?? (typeof facts.name === "string" ? facts.name : undefined),
      requestId: facts.requestId ?? context.requestId,
      awsRequestId: facts.awsRequestId ?? context.awsRequestId,
      retryable: facts.retryable ?? context.retryable,
      hint: facts.hint ?? context.hint,
      status: facts.status ?? context.status,
      cause: thrown,
    });
  }
}
