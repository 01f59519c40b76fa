import type { Reconciliation } from "../session/unknown_change.ts";

/** The clocks of this machine and of the service may differ this much, in milliseconds. */
export const CLOCK_SKEW = 60_000;

/** Times of the service may be cut to whole seconds. */
export const TIME_GRAIN = 1_000;

/** A member that a change sets, what it was asked to be, and what it is. */
export interface Member {
  /** Its name in the API. */
  readonly name: string;
  /** What was asked; `undefined` if the change leaves it alone. */
  readonly asked: unknown;
  /** What a read shows. */
  readonly is: unknown;
  /** Other values that show that the change was made. */
  readonly also?: readonly unknown[];
}

/** The status of something that was put back in the queue, on its way or done again. */
const REQUEUED: readonly unknown[] = [
  "PENDING",
  "READY",
  "ASSIGNED",
  "STARTING",
  "SCHEDULED",
  "RUNNING",
];

/**
 * Reads from the state of a thing whether a change to it took effect: it is as asked, or nobody
 * changed it since, or somebody did and it may have been this change.
 */
export function readState(
  operation: string,
  members: readonly Member[],
  updatedAt: Date | undefined,
  since: Date,
): Reconciliation {
  const asked = members.filter((member) => member.asked !== undefined);
  const changed = updatedAt?.getTime() ?? -Infinity;
  const isAfter = changed >= since.getTime() - TIME_GRAIN;
  const isAsAsked = asked.every((member) =>
    isRequeue(member)
      // The status to come may be left over from an earlier change; the time is not.
      ? isAfter && [member.is, ...member.also ?? []].some((each) => REQUEUED.includes(each))
      : [member.is, ...member.also ?? []].includes(member.asked)
  );
  const effect = isAsAsked
    ? "applied"
    : changed < since.getTime() - CLOCK_SKEW
    ? "not sent"
    : "unknown";
  const shown = asked.map(({ name, asked, is }) =>
    isAsAsked ? `${name} is ${is}` : `${name} is ${is}, asked for ${asked}`
  );
  const when = updatedAt ? `last changed at ${updatedAt.toISOString()}` : "never changed";
  return { effect, checked: `${operation}: ${[...shown, when].join("; ")}` };
}

function isRequeue({ name, asked }: Member): boolean {
  return /^target.*RunStatus$/.test(name) && (asked === "PENDING" || asked === "READY");
}
