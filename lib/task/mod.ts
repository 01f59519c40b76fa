/**
 * Tasks: started operations that can be stopped down to the socket, of which only the newest is ever
 * seen. No imports; runs in scripts, servers and browsers.
 *
 * - {@linkcode TaskScope} starts {@linkcode Task}s and ends them together.
 * - A key makes tasks replace each other; a {@linkcode Lineage} ties them to what is selected.
 * - {@linkcode sleep}, {@linkcode deadline} and {@linkcode retry} wait abortably.
 * - {@linkcode SharedReads} lets many observers share one call.
 * - {@linkcode TaskError} is the one error for people, {@linkcode Stopped} the one abort reason.
 *
 * @example
 * ```ts
 * import { TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * await using scope = new TaskScope({ name: "readme" });
 * const task = scope.start("Add", () => Promise.resolve(1 + 1));
 * assertEquals(await task.outcome, { status: "succeeded", value: 2 });
 * ```
 *
 * @module
 */
export { type Clock, systemClock } from "./clock.ts";
export { coalesce, type Coalescer } from "./coalesce.ts";
export { deadline } from "./deadline.ts";
export { type Lineage, sameLineage } from "./lineage.ts";
export { linkSignal } from "./link_signal.ts";
export type { Effect, Outcome, TaskStatus } from "./outcome.ts";
export { describeRetry, retry, type RetryOptions, type RetryWait } from "./retry.ts";
export { TaskScope } from "./scope.ts";
export type { CloseReport, TaskEvent, TaskScopeOptions } from "./scope_options.ts";
export { SharedReads } from "./shared_reads.ts";
export { sleep, type WaitOptions } from "./sleep.ts";
export { isStopReason, STOP_REASONS, Stopped, type StopReason, stopReasonOf } from "./stopped.ts";
export type { StartOptions } from "./start_options.ts";
export { Task } from "./task.ts";
export type { TaskBody, TaskContext } from "./task_body.ts";
export type { TaskHost } from "./task_host.ts";
export { TaskError, type TaskErrorInit } from "./task_error.ts";
