import { DeadlineError, hintFor, translateError } from "../errors/mod.ts";
import { linkSignal } from "../task/link_signal.ts";
import { type Effect, retry } from "../task/mod.ts";
import { loadSdk } from "./clients.ts";
import type { ServiceName } from "./endpoints.ts";
import { defaultSession, type Session } from "./session.ts";
import type { UnknownChange } from "./unknown_change.ts";

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

/** The parts of an SDK client and command that a call needs, whatever the service. */
interface AnyClient {
  send(command: AnyCommand, options: { abortSignal: AbortSignal }): Promise<unknown>;
}
interface AnyCommand {
  middlewareStack: { add(middleware: unknown, options: { step: string; priority: string }): void };
}

/**
 * Makes one call to AWS. An abort, the deadline or the session's close ends it at once, whether it
 * is fetching credentials, connecting, waiting for the answer or waiting to try again.
 *
 * A change that the service can recognise as the same (it has a client token) is retried with that
 * same token; any other change is sent only once.
 *
 * @throws {DeadlineError} if the call fails or takes too long.
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
  const { signal, session = defaultSession() } = options;
  const { timeout = session.timeout } = options;
  signal?.throwIfAborted();
  session.signal.throwIfAborted();
  const stop = new AbortController();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stopped.catch(() => {});
  const end = (reason: unknown) => {
    stop.abort(reason);
    reject(reason);
  };
  let sent = false;
  const timer = setTimeout(() => end(timedOut(operation, timeout, sent)), timeout);
  const unlinks = [signal, session.signal].map((each) => linkSignal(each, end));
  try {
    const onSend = () => void (sent = true);
    const answer = prepare(service, operation, input, session, options, onSend)
      .then((send) => sendWithRetries(send, operation, session, stop.signal));
    answer.catch(() => {});
    return await Promise.race([answer, stopped]) as OutputOf<S, O>;
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : translateError(error, operation);
  } finally {
    clearTimeout(timer);
    for (const unlink of unlinks) unlink();
  }
}

/** One attempt at the call, and whether it may be made twice. */
interface Attempt {
  (signal: AbortSignal): Promise<unknown>;
  idempotent: boolean;
}

async function prepare(
  service: ServiceName,
  operation: string,
  input: unknown,
  session: Session,
  options: MutationOptions,
  onSend: () => void,
): Promise<Attempt> {
  const sdk = await loadSdk[service]() as unknown as Record<string, unknown>;
  const client = await session.client(service, options.region) as unknown as AnyClient;
  const Command = sdk[`${operation}Command`] as new (input: unknown) => AnyCommand;
  const { onEffect } = options;
  // The token is made here, once, so that every attempt carries the same.
  const hasToken = memberNames(sdk[`${operation}Request$`]).includes("clientToken");
  const fixed = hasToken ? { clientToken: crypto.randomUUID(), ...(input as object) } : input;
  onEffect?.("not sent");
  const attempt = async (signal: AbortSignal) => {
    const command = new Command(fixed);
    observeSending(command, () => {
      onSend();
      onEffect?.("unknown");
    });
    try {
      const output = await client.send(command, { abortSignal: signal });
      onEffect?.("applied");
      return output;
    } catch (error) {
      if (wasRefused(error)) onEffect?.("not sent");
      throw error;
    }
  };
  return Object.assign(attempt, {
    idempotent: hasToken || /^(Get|List|Search|BatchGet|Describe|Filter|Assume)/.test(operation),
  });
}

async function sendWithRetries(
  send: Attempt,
  operation: string,
  session: Session,
  signal: AbortSignal,
): Promise<unknown> {
  return await retry(async () => {
    try {
      return await send(signal);
    } catch (error) {
      throw translateError(error, operation);
    }
  }, { attempts: session.maxAttempts, idempotent: send.idempotent, base: 100, signal });
}

/** Member names of a structure in the SDK's schema: the fifth element of its tuple. */
function memberNames(schema: unknown): string[] {
  return Array.isArray(schema) && Array.isArray(schema[4]) ? schema[4] : [];
}

function observeSending(command: AnyCommand, onSend: () => void): void {
  command.middlewareStack.add(
    (next: (args: unknown) => unknown) => (args: unknown) => {
      onSend();
      return next(args);
    },
    // The last place before the connection.
    { step: "deserialize", priority: "low" },
  );
}

function wasRefused(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } })?.$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500;
}

/** What is not sent in time waits for credentials; nothing else comes before it. */
function timedOut(operation: string, timeout: number, sent: boolean): DeadlineError {
  const code = sent ? "Timeout" : "CredentialsFailed";
  return new DeadlineError({
    operation,
    code,
    reason: `no ${sent ? "answer" : "AWS credentials"} within ${timeout} ms`,
    retryable: true,
    hint: hintFor(code),
  });
}
