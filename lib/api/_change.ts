import { call, type CallOptions, type InputOf, type MutationOptions } from "../session/call.ts";
import type { OperationOf, OutputOf } from "../session/call.ts";
import type { Reconciliation } from "../session/unknown_change.ts";
import { type Effect, sleep } from "../task/mod.ts";

/** The changes that can be looked for. */
type ChangeOperation =
  & OperationOf<"deadline">
  & ("CreateJob" | "UpdateJob" | "UpdateStep" | "UpdateTask" | "UpdateSession");

/** Looks once for the effect of a change that was begun at `since`. */
export type Look = (since: Date, options: CallOptions) => Promise<Reconciliation>;

/** A trace that is missing is looked for again after these many milliseconds. */
const PAUSES = [250, 750];

/**
 * Makes a change. If its call ends while it may or may not have taken effect, the caller is handed
 * the means to find out.
 */
export async function change<O extends ChangeOperation>(
  operation: O,
  input: InputOf<"deadline", O>,
  options: MutationOptions,
  look: Look,
  onApplied: (jobId: string | undefined) => void = () => {},
): Promise<OutputOf<"deadline", O>> {
  const { onEffect, onUnknown, signal, ...calls } = options;
  const { clientToken = crypto.randomUUID(), ...rest } = input as { clientToken?: string };
  const request = { ...rest, clientToken } as InputOf<"deadline", O>;
  const since = new Date();
  let effect = "not sent" as Effect;
  const watch = (now: Effect) => {
    effect = now;
    onEffect?.(now);
  };
  try {
    const output = await call("deadline", operation, request, {
      ...calls,
      signal,
      onEffect: watch,
    });
    onApplied(jobIdOf(output));
    return output;
  } catch (error) {
    if (effect === "unknown") {
      onUnknown?.({
        operation,
        check: async (own) => {
          const found = await lookAgain(look, since, { ...calls, ...own });
          if (found.effect === "applied") onApplied(found.jobId);
          return found;
        },
        resend: async (own) => {
          const output = await call("deadline", operation, request, { ...calls, ...own });
          const jobId = jobIdOf(output);
          onApplied(jobId);
          return resent(operation, jobId);
        },
      });
    }
    throw error;
  }
}

async function lookAgain(look: Look, since: Date, options: CallOptions): Promise<Reconciliation> {
  let found = await look(since, options);
  for (const [index, pause] of PAUSES.entries()) {
    if (found.effect === "applied") return found;
    await sleep(pause, { signal: options.signal });
    found = await look(since, options);
    found = { ...found, checked: `${found.checked} (at ${index + 2} looks)` };
  }
  return found;
}

function resent(operation: string, jobId: string | undefined): Reconciliation {
  const checked = `${operation} was sent again with the same client token and confirmed`;
  return { effect: "applied", checked, ...(jobId ? { jobId } : {}) };
}

function jobIdOf(output: unknown): string | undefined {
  return (output as { jobId?: string }).jobId;
}
