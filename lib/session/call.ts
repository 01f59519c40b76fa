import { DeadlineError, hintFor, translateError } from "../errors/mod.ts";
import { linkSignal } from "../task/link_signal.ts";
import { type Effect, retry, type RetryWait, Stopped } from "../task/mod.ts";
import { prepareAttempt } from "./_attempt.ts";
import { withExactFix } from "./_exact_fix.ts";
import type { CredentialGate } from "./credential_gate.ts";
import type { ServiceName } from "./endpoints.ts";
import { defaultSession, type Session } from "./session.ts";
import type { UnknownChange } from "./unknown_change.ts";

/** What is known of a call that succeeded, besides its result. */
export interface AnswerFacts {
  /** The API operation, as AWS names it: `ListQueues`. */
  readonly operation: string;
  /** The id AWS gave to the request. */
  readonly awsRequestId: string | undefined;
  /** How often it was made, the last time included. */
  readonly attempts: number;
  /** How long it took, in milliseconds, all attempts together. */
  readonly ms: number;
  /** The service's clock when it answered, exact to a second. */
  readonly serverTime: Date | undefined;
}

/** Options of every function that calls AWS. */
export interface CallOptions {
  /** Who calls, and where; by default a session made of the environment. */
  session?: Session | undefined;
  /** Ends the call: its connection is closed, and it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that the call may take, all attempts together; else the session's `timeout`. */
  timeout?: number | undefined;
  /** The AWS region; else the session's. */
  region?: string | undefined;
  /**
   * Called when the call failed for a passing reason, before it waits to be made again. That of a
   * task's context shows it: "retrying in 2 s (2 of 3)".
   */
  onRetry?: ((wait: RetryWait) => void) | undefined;
  /** Called when a call was answered; a function that makes several calls it for each. */
  onAnswer?: ((facts: AnswerFacts) => void) | undefined;
  /**
   * Whether to wait at the session's gate, if it has one, while the credentials are expired.
   *
   * @default {true}
   */
  waitForSignIn?: boolean | undefined;
}

/** Options of functions that change something. */
export interface MutationOptions extends CallOptions {
  /**
   * Called as the change goes on its way: `not sent` first, `unknown` once the request leaves this
   * machine, `applied` when the service has confirmed it, `not sent` again if it was refused.
   */
  onEffect?: ((effect: Effect) => void) | undefined;
  /**
   * Called if the function ends, by an abort or an error, while the change may or may not have taken
   * effect. What it is given finds out, whenever the caller wants to wait for that.
   */
  onUnknown?: ((change: UnknownChange) => void) | undefined;
}

/** The SDK module of each service. */
export interface Sdks {
  /** AWS Deadline Cloud. */
  deadline: typeof import("@aws-sdk/client-deadline");
  /** Amazon CloudWatch Logs. */
  logs: typeof import("@aws-sdk/client-cloudwatch-logs");
  /** Amazon S3. */
  s3: typeof import("@aws-sdk/client-s3");
  /** AWS Security Token Service. */
  sts: typeof import("@aws-sdk/client-sts");
}

/** The operations of a service, as AWS names them. */
export type OperationOf<S extends ServiceName> =
  & {
    [K in keyof Sdks[S] & string]: K extends `${infer Name}Command` ? Name : never;
  }[keyof Sdks[S] & string]
  & string;

/** The SDK's command of an operation. */
export type CommandOf<S extends ServiceName, O extends string> = `${O}Command` extends keyof Sdks[S]
  ? Sdks[S][`${O}Command`] extends { prototype: infer Instance } ? Instance : never
  : never;

/** What an operation takes. */
export type InputOf<S extends ServiceName, O extends string> = CommandOf<S, O> extends
  { readonly input: infer Input } ? Input : never;

/** What an operation gives. */
export type OutputOf<S extends ServiceName, O extends string> = CommandOf<S, O> extends // deno-lint-ignore no-explicit-any -- the parameters do not matter, only what comes out
{ resolveMiddleware(...args: any[]): (...args: any[]) => Promise<{ output: infer Output }> }
  ? Output
  : never;

/**
 * Makes one call to AWS. An abort, the deadline or the session's close ends it at once, whether it
 * is fetching credentials, connecting, waiting for the answer or waiting to try again.
 *
 * What fails for a passing reason (throttling, the network, a service that has a problem) is made
 * again as often as the session says, never sooner than the service asked for, and not if the time
 * would be over by then. A clock that is off is corrected once. A change that the service can
 * recognise as the same (it has a client token) carries that token each time; any other is made
 * again only when it surely took no effect. If the session has a gate, a call whose credentials are
 * expired waits there; the time that it may take begins anew afterwards.
 *
 * @throws {DeadlineError} if the call fails or takes too long.
 * @throws {Stopped} with reason `expired` if nobody renews the credentials.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { call, createSession } from "@deadline/client/session";
 *
 * await using session = createSession({ region: "us-west-2" });
 * const { farms } = await call("deadline", "ListFarms", { maxResults: 1 }, { session });
 * ```
 */
export async function call<S extends ServiceName, O extends OperationOf<S>>(
  service: S,
  operation: O,
  input: InputOf<S, O>,
  options: MutationOptions = {},
): Promise<OutputOf<S, O>> {
  const { signal, session = defaultSession(), region, onEffect, onRetry, onAnswer } = options;
  const { timeout = session.timeout, waitForSignIn = true } = options;
  const gate = waitForSignIn ? session.gate : undefined;
  signal?.throwIfAborted();
  session.signal.throwIfAborted();
  const stop = new AbortController();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stopped.catch(() => {});
  const end = (reason: unknown) => {
    stop.abort(reason);
    reject(reason);
  };
  const started = performance.now();
  let sent = false;
  let attempts = 0;
  let serverTime: Date | undefined;
  const limit = timeLimit(timeout, gate, () => end(timedOut(operation, timeout, sent)));
  const unlinks = [signal, session.signal].map((each) => linkSignal(each, end));
  using _interest = session.needCredentials();
  try {
    const onSend = () => void (sent = true);
    const onResponse = (date: Date | undefined) => void (serverTime = date);
    const context = { session, gate, region, signal: stop.signal, onSend, onResponse, onEffect };
    const answer = prepareAttempt(service, operation, input, context).then((attempt) =>
      retry(() => (attempts++, attempt.send()), {
        attempts: session.maxAttempts,
        retryable: (error) => error instanceof DeadlineError && attempt.isWorthRepeating(error),
        base: 100,
        timeLeft: limit.left,
        signal: stop.signal,
        onRetry,
      })
    );
    answer.catch(() => {});
    const output = await Promise.race([answer, stopped]) as OutputOf<S, O>;
    const { requestId } = (output as { $metadata?: { requestId?: string } }).$metadata ?? {};
    const ms = performance.now() - started;
    onAnswer?.({ operation, awsRequestId: requestId, attempts, ms, serverTime });
    return output;
  } catch (error) {
    if (stop.signal.aborted) {
      const { reason } = stop.signal;
      throw reason instanceof DeadlineError ? await withExactFix(reason, session, service) : reason;
    }
    if (error instanceof Stopped) throw error;
    throw await withExactFix(translateError(error, operation), session, service);
  } finally {
    limit.end();
    for (const unlink of unlinks) unlink();
  }
}

/** The time of a call. It stands still while people are asked to sign in, and then begins anew. */
function timeLimit(timeout: number, gate: CredentialGate | undefined, onOver: () => void) {
  let over = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    clearTimeout(timer);
    timer = gate?.closed ? undefined : setTimeout(onOver, timeout);
    over = performance.now() + timeout;
  };
  const unsubscribe = gate?.subscribe(() => gate.closed === (timer !== undefined) && begin());
  begin();
  return {
    left: () => over - performance.now(),
    end() {
      clearTimeout(timer);
      unsubscribe?.();
    },
  };
}

/** What is not sent in time waits for credentials; nothing else comes before it. */
function timedOut(operation: string, timeout: number, sent: boolean): DeadlineError {
  const code = sent ? "Timeout" : "CredentialsTimeout";
  return new DeadlineError({
    operation,
    code,
    reason: `no ${sent ? "answer" : "AWS credentials"} within ${timeout} ms`,
    retryable: true,
    hint: hintFor(code),
    neverLeft: !sent,
  });
}
