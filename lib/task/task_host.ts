import type { Clock } from "./clock.ts";
import type { Lineage } from "./lineage.ts";
import type { Task } from "./task.ts";

/**
 * What a task needs to know of the scope that it belongs to.
 *
 * @example
 * ```ts
 * import { systemClock, Task, type TaskHost } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const host: TaskHost = {
 *   clock: systemClock,
 *   progressInterval: 50,
 *   isCurrent: () => true,
 *   changed: () => {},
 *   callbackThrew: (error) => console.error(error),
 * };
 * const task = new Task<number>(host, { id: 1, name: "Count", requestId: "a.task.1" }, {});
 * task.run(() => 3);
 * assertEquals(await task.value(), 3);
 * ```
 */
export interface TaskHost {
  /** The time everything is measured by. */
  readonly clock: Clock;
  /** Milliseconds between two deliveries of progress. */
  readonly progressInterval: number;
  /** Whether what was asked under `lineage` may still be applied. */
  isCurrent(lineage: Lineage | undefined): boolean;
  /** Told of everything that changes. */
  changed(task: Task<unknown>, kind: "progress" | "note" | "settled" | "finished"): void;
  /** Told of a callback that threw: a bug of the caller, which must not harm the task. */
  callbackThrew(error: unknown, task: Task<unknown>): void;
}
