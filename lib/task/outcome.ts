import type { StopReason } from "./stopped.ts";
import type { TaskError } from "./task_error.ts";

/**
 * What is known of a mutation that was stopped: it never left, it took effect, or it may have.
 * Reads have no effect to speak of and say `none`.
 *
 * @example
 * ```ts
 * import { type Effect, TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * await using scope = new TaskScope();
 * const task = scope.start("Create job", ({ effect, signal }) => {
 *   effect("not sent");
 *   return new Promise((_, reject) => signal.addEventListener("abort", reject));
 * });
 * task.cancel();
 * const outcome = await task.outcome;
 * const effect: Effect = outcome.status === "succeeded" ? "applied" : outcome.effect;
 * assertEquals(effect, "not sent");
 * ```
 */
export type Effect = "none" | "not sent" | "applied" | "unknown";

/**
 * How a task ended. There is exactly one for each start.
 *
 * @example
 * ```ts
 * import { type Outcome, TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * function say(outcome: Outcome<number>): string {
 *   switch (outcome.status) {
 *     case "succeeded":
 *       return `there are ${outcome.value}`;
 *     case "failed":
 *       return outcome.error.message;
 *     case "cancelled":
 *       return `stopped: ${outcome.reason}`;
 *     case "superseded":
 *       return "something newer was asked";
 *     case "timedOut":
 *       return `no answer after ${outcome.afterMs} ms`;
 *   }
 * }
 * await using scope = new TaskScope();
 * assertEquals(say(await scope.start("Count", () => 3).outcome), "there are 3");
 * ```
 */
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

/**
 * Where a task is: under way, or how it ended.
 *
 * @example
 * ```ts
 * import { TaskScope, type TaskStatus } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * await using scope = new TaskScope();
 * const task = scope.start("Count", () => Promise.resolve(3));
 * const seen: TaskStatus[] = [task.status];
 * await task.outcome;
 * seen.push(task.status);
 * assertEquals(seen, ["running", "succeeded"]);
 * ```
 */
export type TaskStatus = "running" | Outcome<unknown>["status"];
