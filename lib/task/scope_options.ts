import type { Clock } from "./clock.ts";
import type { Lineage } from "./lineage.ts";
import type { Task } from "./task.ts";

/**
 * Options for a {@linkcode TaskScope}.
 *
 * @example
 * ```ts
 * import { TaskScope, type TaskScopeOptions } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const view = new AbortController();
 * const options: TaskScopeOptions = { name: "7f3k", signal: view.signal };
 * await using scope = new TaskScope(options);
 * const task = scope.start("Load", () => new Promise(() => {}), { key: "jobs" });
 * view.abort();
 * assertEquals([task.requestId, task.status], ["7f3k.jobs.1", "cancelled"]);
 * ```
 */
export interface TaskScopeOptions {
  /**
   * First part of every request id. In a browser the id of the tab.
   *
   * @default {"scope"}
   */
  name?: string;
  /** The clock that timeouts, ages and progress go by. */
  clock?: Clock;
  /** Tells what is selected now; without it every lineage counts as current. */
  lineage?: () => Lineage;
  /** Closes the scope when it aborts. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds that closing waits for the bodies of stopped tasks.
   *
   * @default {100}
   */
  closeTimeout?: number;
  /**
   * Least milliseconds between two deliveries of one task's progress.
   *
   * @default {50}
   */
  progressInterval?: number;
  /** Told of callbacks that threw; they are bugs, and printed unless this is given. */
  onCallbackError?: (error: unknown, task: Task<unknown>) => void;
}

/**
 * Something that happened to a task of a scope.
 *
 * @example
 * ```ts
 * import { type TaskEvent, TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * await using scope = new TaskScope();
 * const log: string[] = [];
 * scope.subscribe(({ kind, task }: TaskEvent) => log.push(`${task.name} ${kind}`));
 * await scope.start("Count", () => 3).finished;
 * assertEquals(log, ["Count started", "Count settled", "Count finished"]);
 * ```
 */
export interface TaskEvent {
  /** What happened. `finished` is the end of the body, `settled` that of the task. */
  readonly kind: "started" | "progress" | "note" | "settled" | "finished";
  /** The task it happened to. */
  readonly task: Task<unknown>;
}

/**
 * What {@linkcode TaskScope.close} found.
 *
 * @example
 * ```ts
 * import { type CloseReport, TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const scope = new TaskScope({ closeTimeout: 5 });
 * scope.start("Deaf", () => new Promise(() => {}));
 * const report: CloseReport = await scope.close();
 * assertEquals([report.stopped, report.stragglers[0].name], [1, "Deaf"]);
 * ```
 */
export interface CloseReport {
  /** How many tasks were under way and were stopped. */
  readonly stopped: number;
  /** Tasks whose body had not ended when the time was over. They have settled all the same. */
  readonly stragglers: readonly Task<unknown>[];
}
