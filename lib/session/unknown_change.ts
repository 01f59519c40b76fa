import type { CallOptions, MutationOptions } from "./call.ts";

/** What is known, after looking, of a change whose call was cut off. */
export interface Reconciliation {
  /**
   * - `applied`: the service has it, or is as it was asked to be
   * - `not sent`: the service shows no trace of it
   * - `unknown`: what the service shows can be read either way
   */
  readonly effect: "applied" | "not sent" | "unknown";
  /** What was looked at and found, for people: `GetJob at 3 looks: priority is 50, not 70`. */
  readonly checked: string;
  /** The job that a `CreateJob` made, when it is known. */
  readonly jobId?: string | undefined;
}

/**
 * A change that had left this machine when its call ended without an answer: by an abort, a
 * timeout, or a connection that broke.
 */
export interface UnknownChange {
  /** The API operation, as AWS names it: `CreateJob`. */
  readonly operation: string;
  /**
   * Finds out with reads alone whether it took effect. A trace that is missing is looked for three
   * times within a second, since a request may outrun the closing of its connection.
   *
   * @throws {DeadlineError} if the service cannot be asked.
   * @throws The signal's reason, untouched, if it aborts.
   */
  check(options?: CallOptions): Promise<Reconciliation>;
  /**
   * Sends the same change again with the same client token. Whether or not it took effect before,
   * it has done so once afterwards; the answer says with what result.
   *
   * @throws {DeadlineError} if the service refuses it or cannot be reached.
   * @throws The signal's reason, untouched, if it aborts.
   */
  resend(options?: CallOptions & Pick<MutationOptions, "onEffect">): Promise<Reconciliation>;
}
