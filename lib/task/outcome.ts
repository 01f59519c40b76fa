import type { StopReason } from "./stopped.ts";
import type { TaskError } from "./task_error.ts";

/**
 * What is known of a mutation that was stopped: it never left, it took effect, or it may have.
 * Reads have no effect to speak of and say `none`.
 */
export type Effect = "none" | "not sent" | "applied" | "unknown";

/** How a task ended. There is exactly one for each start. */
export type Outcome<T> =
  /** It ran to its end. */
  | { readonly status: "succeeded"; readonly value: T }
  /** It failed; the one outcome that is shown as an error. */
  | { readonly status: "failed"; readonly error: TaskError; readonly effect: Effect }
  /** It was stopped on purpose. */
  | { readonly status: "cancelled"; readonly reason: StopReason; readonly effect: Effect }
  /** A newer task of its key took its place, or what it was asked under is no longer selected. */
  | { readonly status: "superseded"; readonly effect: Effect }
  /** Its own deadline passed. */
  | { readonly status: "timedOut"; readonly afterMs: number; readonly effect: Effect };

/** Where a task is: under way, or how it ended. */
export type TaskStatus = "running" | Outcome<unknown>["status"];
