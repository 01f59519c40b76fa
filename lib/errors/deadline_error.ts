/** What a {@linkcode DeadlineError} carries besides its message. */
export interface DeadlineErrorInit {
  /** The API operation that failed, as AWS names it, such as `ListQueues`. */
  operation: string;
  /** What went wrong: the service's exception name, or one of {@linkcode LocalErrorCode}. */
  code: string;
  /** What happened, for people, without the operation. */
  reason: string;
  /** The id AWS gave to the request, if it answered. */
  awsRequestId?: string | undefined;
  /** Whether the same call may succeed if made again. */
  retryable?: boolean | undefined;
  /** What a person can do about it. */
  hint?: string | undefined;
  /** The HTTP status of the answer, if there was one. */
  status?: number | undefined;
  /** Seconds that the service asked to wait before another attempt. */
  retryAfterSeconds?: number | undefined;
  /** Whether the request surely did not leave this machine. */
  neverLeft?: boolean | undefined;
  /** Milliseconds that the service's clock is ahead of this machine's, if that is what is wrong. */
  clockOff?: number | undefined;
  /** The error as it came from the SDK or the platform. */
  cause?: unknown;
}

/** Codes of errors that arise on this machine, before or without an answer of the service. */
export type LocalErrorCode =
  | "NetworkError"
  | "CutOff"
  | "Timeout"
  | "CredentialsMissing"
  | "CredentialsExpired"
  | "CredentialsFailed"
  | "CredentialsTimeout"
  | "EndpointRefused"
  | "CertificateError"
  | "ProxyError"
  | "CaBundleError"
  | "ProfileMissing"
  | "RegionMissing";

/**
 * Thrown when a call to AWS fails. No SDK error shape passes beyond this class.
 *
 * Cancelling is not failing: an aborted call rejects with its signal's reason instead.
 *
 * ```ts
 * import { DeadlineError, listFarms } from "@deadline/client";
 *
 * try {
 *   for await (const farm of listFarms()) console.log(farm.displayName);
 * } catch (error) {
 *   if (error instanceof DeadlineError) console.error(error.message, error.hint ?? "");
 *   else throw error;
 * }
 * ```
 */
export class DeadlineError extends Error {
  /** The API operation that failed, as AWS names it, such as `ListQueues`. */
  readonly operation: string;
  /** What went wrong: the service's exception name, or one of {@linkcode LocalErrorCode}. */
  readonly code: string;
  /** What happened, for people, without the operation. */
  readonly reason: string;
  /** The id AWS gave to the request, if it answered. */
  readonly awsRequestId: string | undefined;
  /** Whether the same call may succeed if made again. */
  readonly retryable: boolean;
  /** What a person can do about it. */
  readonly hint: string | undefined;
  /** The HTTP status of the answer, if there was one. */
  readonly status: number | undefined;
  /** Seconds that the service asked to wait before another attempt. */
  readonly retryAfterSeconds: number | undefined;
  /** Whether the request surely did not leave this machine. */
  readonly neverLeft: boolean;
  /** Milliseconds that the service's clock is ahead of this machine's, if that is what is wrong. */
  readonly clockOff: number | undefined;

  /** Makes the error; the message is `Cannot <operation in words>: <reason>`. */
  constructor(init: DeadlineErrorInit) {
    super(
      `Cannot ${operationInWords(init.operation)}: ${init.reason}`,
      init.cause === undefined ? undefined : { cause: init.cause },
    );
    this.name = "DeadlineError";
    this.operation = init.operation;
    this.code = init.code;
    this.reason = init.reason;
    this.awsRequestId = init.awsRequestId;
    this.retryable = init.retryable ?? false;
    this.hint = init.hint;
    this.status = init.status;
    this.retryAfterSeconds = init.retryAfterSeconds;
    this.neverLeft = init.neverLeft ?? false;
    this.clockOff = init.clockOff;
  }
}

/** Turns an operation name into words: `ListQueues` becomes `list queues`. */
function operationInWords(operation: string): string {
  return operation.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
