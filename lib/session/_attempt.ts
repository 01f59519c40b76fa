import { DeadlineError, isExpired, translateError } from "../errors/mod.ts";
import type { Effect } from "../task/mod.ts";
import { withExactFix } from "./_exact_fix.ts";
import { loadSdk } from "./clients.ts";
import type { CredentialGate } from "./credential_gate.ts";
import type { ServiceName } from "./endpoints.ts";
import type { Session } from "./session.ts";

/** The parts of an SDK client and command that a call needs, whatever the service. */
interface AnyClient {
  send(command: AnyCommand, options: { abortSignal: AbortSignal }): Promise<unknown>;
}
interface AnyCommand {
  middlewareStack: { add(middleware: unknown, options: { step: string; priority: string }): void };
}

/**
 * How often a call is signed anew by a corrected clock: a late answer to another one of the same client
 * may have put the correction back once.
 */
const CORRECTIONS = 2;

/** What arrives, as the SDK hands it on. */
interface Received {
  response?: { headers?: Record<string, string> };
}

/** Who makes an attempt, where, and who hears of it. */
export interface AttemptContext {
  session: Session;
  gate: CredentialGate | undefined;
  region: string | undefined;
  signal: AbortSignal;
  onSend: () => void;
  /** Told what time the service says it is. */
  onResponse: (serverTime: Date | undefined) => void;
  onEffect: ((effect: Effect) => void) | undefined;
}

/** A call that can be attempted several times. */
export interface Attempt {
  /** Makes the call once. */
  send(): Promise<unknown>;
  /** Whether making it again, after it failed with this error, does no harm and may help. */
  isWorthRepeating(error: DeadlineError): boolean;
}

/** Prepares the attempts at a call; what they have in common is made here, once. */
export async function prepareAttempt(
  service: ServiceName,
  operation: string,
  input: unknown,
  context: AttemptContext,
): Promise<Attempt> {
  const { session, onEffect } = context;
  const sdk = await loadSdk[service]() as unknown as Record<string, unknown>;
  const Command = sdk[`${operation}Command`] as new (input: unknown) => AnyCommand;
  const hasToken = memberNames(sdk[`${operation}Request$`]).includes("clientToken");
  // The token too: every attempt carries the same.
  const fixed = hasToken ? { clientToken: crypto.randomUUID(), ...(input as object) } : input;
  const isHarmless = hasToken || isRead(operation) || (service === "s3" && isRepeatable(operation));
  const state = { hasDoubt: false, corrections: 0 };
  onEffect?.("not sent");

  const send = async () => {
    const client = await session.client(service, context.region) as unknown as AnyClient;
    const command = new Command(fixed);
    observe(command, () => {
      context.onSend();
      onEffect?.("unknown");
    }, context.onResponse);
    try {
      const output = await client.send(command, { abortSignal: context.signal });
      onEffect?.("applied");
      return output;
    } catch (thrown) {
      const error = translateError(thrown, operation);
      // What an earlier attempt may have done, a later refusal does not undo.
      if (!hadNoEffect(error)) state.hasDoubt = true;
      else if (!state.hasDoubt) onEffect?.("not sent");
      throw error;
    }
  };

  const isWorthRepeating = (error: DeadlineError) => {
    if (clockWasCorrected(error)) return ++state.corrections <= CORRECTIONS;
    return error.retryable && (isHarmless || hadNoEffect(error));
  };
  return { send: () => throughGate(send, service, context), isWorthRepeating };
}

/** Makes an attempt; when the credentials are expired it waits at the gate and goes on. */
async function throughGate(
  send: () => Promise<unknown>,
  service: ServiceName,
  { session, gate, signal }: AttemptContext,
): Promise<unknown> {
  if (!gate) return await send();
  const probe = () => session.renewCredentials();
  for (let attempt = 1;; attempt++) {
    await gate.pass({ signal });
    const version = session.credentialsVersion;
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof DeadlineError && isExpired(error)) || signal.aborted) throw error;
      // Another call may have got new ones meanwhile, or the profile has them and only ours are old.
      if (session.credentialsVersion !== version) continue;
      const isOursOld = error.status !== undefined && attempt === 1 && await probe();
      if (!isOursOld) {
        // What people read while calls wait.
        const cause = await withExactFix(error, session, service);
        await gate.pause(cause, { signal, probe });
      }
      session.forgetCredentials(version);
    }
  }
}

function isRead(operation: string): boolean {
  return /^(Get|Head|List|Search|BatchGet|Describe|Filter|Assume)/.test(operation);
}

/** Whether an operation of the object store leaves the same state when it is made twice. */
function isRepeatable(operation: string): boolean {
  return /^(Put|UploadPart|Copy|Delete|Abort)/.test(operation);
}

/** Member names of a structure in the SDK's schema: the fifth element of its tuple. */
function memberNames(schema: unknown): string[] {
  return Array.isArray(schema) && Array.isArray(schema[4]) ? schema[4] : [];
}

function observe(
  command: AnyCommand,
  onSend: () => void,
  onResponse: AttemptContext["onResponse"],
): void {
  command.middlewareStack.add(
    (next: (args: unknown) => Promise<Received>) => async (args: unknown) => {
      onSend();
      const received = await next(args);
      const date = new Date(received.response?.headers?.date ?? "");
      onResponse(Number.isNaN(date.getTime()) ? undefined : date);
      return received;
    },
    // The last place before the connection.
    { step: "deserialize", priority: "low" },
  );
}

/** Whether the service refused the request, or no connection to it was made at all. */
function hadNoEffect({ status, neverLeft }: DeadlineError): boolean {
  return neverLeft || (status !== undefined && status >= 400 && status < 500);
}

/**
 * The SDK has learnt from the answer how far this machine's clock is off, and signs by that now. It
 * does not say so where it learnt that the clock is right again, which the refusal shows.
 */
function clockWasCorrected({ cause }: DeadlineError): boolean {
  const { $metadata, message = "" } = (cause ?? {}) as {
    $metadata?: { clockSkewCorrected?: boolean };
    message?: string;
  };
  return $metadata?.clockSkewCorrected === true ||
    /^signature (expired|not yet current)/i.test(message);
}
