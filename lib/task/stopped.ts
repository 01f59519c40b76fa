/**
 * Why something stopped before its end. The one vocabulary for it, from a click to a log line.
 *
 * - `superseded`: a newer task of the same key took its place, or what it was asked under changed
 * - `user`: somebody pressed Cancel
 * - `navigated`: the view that wanted it is gone
 * - `timeout`: its own deadline passed
 * - `offline`: the network is known to be away
 * - `expired`: the credentials ended and nobody renewed them
 * - `closed`: the scope, and with it the program or the view, is closing
 *
 * @example
 * ```ts
 * import { Stopped, type StopReason } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const reason: StopReason = "navigated";
 * assertEquals(new Stopped(reason).reason, "navigated");
 * ```
 */
export type StopReason =
  | "superseded"
  | "user"
  | "navigated"
  | "timeout"
  | "offline"
  | "expired"
  | "closed";

const SENTENCES: Record<StopReason, string> = {
  superseded: "a newer request took its place",
  user: "canceled by the user",
  navigated: "the view that asked for it was left",
  timeout: "it took longer than allowed",
  offline: "the network is away",
  expired: "the credentials expired",
  closed: "the scope it belongs to was closed",
};

/**
 * All reasons, for checks on data that comes from outside.
 *
 * @example
 * ```ts
 * import { STOP_REASONS } from "@deadline/client/task";
 * import { assert } from "@std/assert";
 *
 * assert(STOP_REASONS.includes("expired"));
 * ```
 */
export const STOP_REASONS: readonly StopReason[] = Object.keys(SENTENCES) as StopReason[];

/**
 * The abort reason that tasks put on their signals. Its name is `AbortError`, so code that knows
 * the platform's own abort treats it as one; `reason` says why.
 *
 * @example
 * ```ts
 * import { Stopped } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const controller = new AbortController();
 * controller.abort(new Stopped("user"));
 * assertEquals(controller.signal.reason.message, "Stopped: canceled by the user");
 * ```
 */
export class Stopped extends Error {
  /** Why it stopped. */
  readonly reason: StopReason;

  /** Makes the abort reason; `detail` replaces the standard sentence. */
  constructor(reason: StopReason, detail?: string, options?: ErrorOptions) {
    super(`Stopped: ${detail ?? SENTENCES[reason]}`, options);
    this.name = "AbortError";
    this.reason = reason;
  }
}

/**
 * Whether `value` is one of the seven reasons.
 *
 * @example
 * ```ts
 * import { isStopReason } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(["timeout", "Timeout", 3].map(isStopReason), [true, false, false]);
 * ```
 */
export function isStopReason(value: unknown): value is StopReason {
  return typeof value === "string" && Object.hasOwn(SENTENCES, value);
}

/**
 * Reads a {@linkcode StopReason} out of whatever an abort carried: our own {@linkcode Stopped}, the
 * platform's `TimeoutError`, or anything else, which counts as the user's wish.
 *
 * @example
 * ```ts
 * import { Stopped, stopReasonOf } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(stopReasonOf(new Stopped("offline")), "offline");
 * assertEquals(stopReasonOf(new DOMException("", "TimeoutError")), "timeout");
 * assertEquals(stopReasonOf(undefined), "user");
 * ```
 */
export function stopReasonOf(abortReason: unknown): StopReason {
  if (abortReason instanceof Stopped) return abortReason.reason;
  if (isStopReason(abortReason)) return abortReason;
  const name = (abortReason as { name?: unknown } | null | undefined)?.name;
  return name === "TimeoutError" ? "timeout" : "user";
}
