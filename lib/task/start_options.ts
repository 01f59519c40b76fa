import type { Lineage } from "./lineage.ts";
import type { Outcome } from "./outcome.ts";
import type { TaskError } from "./task_error.ts";

/**
 * Options of one start. The callbacks are the place to apply results: nothing stale reaches them.
 *
 * @example
 * ```ts
 * import { type StartOptions, TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const shown: string[] = [];
 * const options: StartOptions<string> = {
 *   key: "queues",
 *   timeout: 10_000,
 *   onResult: (queues) => shown.push(queues),
 *   onError: (error) => shown.push(error.message),
 * };
 * await using scope = new TaskScope();
 * scope.start("List queues", () => "older", options);
 * scope.start("List queues", () => "newer", options);
 * await scope.idle();
 * assertEquals(shown, ["newer"]);
 * ```
 */
export interface StartOptions<T, P = unknown, C = unknown> {
  /** Tasks of one key replace each other: only the newest delivers. Without a key, nothing is replaced. */
  key?: string | undefined;
  /** What the task is asked under; if it is no longer selected at delivery, the result is dropped. */
  lineage?: Lineage | undefined;
  /** Stops this task when it aborts, as one more way to cancel. */
  signal?: AbortSignal | undefined;
  /** Milliseconds after which the task settles as `timedOut`. */
  timeout?: number | undefined;
  /** What it works on, for people: a farm's name, a job's id. */
  target?: string | undefined;
  /** Applies the result. Called at most once, never for a task that is no longer the newest. */
  onResult?: ((value: T) => void) | undefined;
  /** Applies one item of an iterable body; the next is asked for when the returned promise resolves. */
  onChunk?: ((chunk: C) => void | PromiseLike<void>) | undefined;
  /** Shows an error. Called at most once, never for a stopped task. */
  onError?: ((error: TaskError) => void) | undefined;
  /** Shows progress. */
  onProgress?: ((progress: P) => void) | undefined;
  /** Told the outcome, whatever it is, after the other callbacks. */
  onSettled?: ((outcome: Outcome<T>) => void) | undefined;
}
