import type { Effect } from "./outcome.ts";
import type { RetryWait } from "./retry.ts";

/**
 * What the body of a task is handed.
 *
 * @example
 * ```ts
 * import { sleep, type TaskContext, TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * async function render({ signal, progress, note }: TaskContext<number>): Promise<string> {
 *   note("warming up");
 *   for (let percent = 0; percent <= 100; percent += 50) {
 *     await sleep(1, { signal });
 *     progress(percent);
 *   }
 *   return "image";
 * }
 * await using scope = new TaskScope();
 * const task = scope.start("Render", render);
 * assertEquals([await task.value(), task.progress], ["image", 100]);
 * ```
 */
export interface TaskContext<P = unknown> {
  /** Aborts when the task is stopped, with a {@linkcode Stopped} that says why. Hand it to every call. */
  readonly signal: AbortSignal;
  /** The id that ties the island, the route and AWS together: `<scope>.<key>.<seq>`. */
  readonly requestId: string;
  /** Reports progress. Coalesced to at most 20 a second; the last one arrives before the result. */
  progress(value: P): void;
  /** Says in a few words what the task is waiting for; shown beside its name. */
  note(text: string | undefined): void;
  /**
   * Shows that a retry waits, and lets {@linkcode Task.retryNow} end the wait. Hand it to
   * {@linkcode retry}, or to whatever else retries, as its option of the same name.
   */
  onRetry(wait: RetryWait): void;
  /**
   * For mutations: says how far the effect got. A task that never calls it is taken for a read.
   * Say `not sent` first, `unknown` just before the request leaves, `applied` when it is confirmed.
   */
  effect(effect: Effect): void;
}

/**
 * What a task runs: anything that takes the context (often only its `signal`) and gives a promise, a
 * plain value, or an async iterable whose items are delivered one by one.
 *
 * @example
 * ```ts
 * import { type TaskBody, TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const pages: TaskBody<void, unknown, number[]> = async function* () {
 *   yield [1, 2];
 *   yield [3];
 *   await Promise.resolve();
 * };
 * await using scope = new TaskScope();
 * const all: number[] = [];
 * for await (const page of scope.iterate("List", pages)) all.push(...page);
 * assertEquals(all, [1, 2, 3]);
 * ```
 */
export type TaskBody<T, P = unknown, C = unknown> = (
  context: TaskContext<P>,
) => PromiseLike<T> | AsyncIterable<C> | T;
