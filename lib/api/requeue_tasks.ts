import type { CallOptions, MutationOptions } from "../session/call.ts";
import { forEachBounded } from "../_for_each_bounded.ts";
import type { TaskRunStatus } from "./shapes.ts";
import { listSteps } from "./steps.ts";
import { listTasks, updateTask } from "./tasks.ts";
import type { JobIds } from "./wait_for_job.ts";

/** Input of {@linkcode requeueTasks}. */
export interface RequeueTasksInput extends JobIds {
  /** Requeue only the tasks of this step. */
  stepId?: string | undefined;
  /**
   * Requeue only tasks with one of these run statuses.
   *
   * @default {["SUSPENDED", "CANCELED", "FAILED"]}
   */
  runStatuses?: readonly TaskRunStatus[] | undefined;
}

/** A task, and the step it belongs to. */
export interface TaskOfStep {
  /** The step. */
  stepId: string;
  /** The name of the step. */
  stepName: string;
  /** The task. */
  taskId: string;
  /** The task's run status when it was looked at. */
  runStatus: TaskRunStatus;
}

/** Options for {@linkcode requeueTasks}. */
export interface RequeueTasksOptions extends CallOptions, Pick<MutationOptions, "onUnknown"> {
  /** Called after each task that was requeued, with how many there are by then. */
  onProgress?: ((requeued: number, task: TaskOfStep) => void) | undefined;
}

/** Tasks are requeued one call each; this many calls go on at once. */
const CALLS_AT_ONCE = 5;

/**
 * Puts tasks back in the queue, so that they run again, and gives those that were. Aborting stops
 * it; tasks already requeued stay so, and `onUnknown` is called for each that may be.
 *
 * @throws {DeadlineError} at the first task that cannot be requeued.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function requeueTasks(
  input: RequeueTasksInput,
  options: RequeueTasksOptions = {},
): Promise<TaskOfStep[]> {
  const { onProgress, onUnknown, ...calls } = options;
  const { farmId, queueId, jobId } = input;
  const requeued: TaskOfStep[] = [];
  await forEachBounded(listTasksToRequeue(input, calls), CALLS_AT_ONCE, async (task, signal) => {
    const { stepId, taskId } = task;
    const ids = { farmId, queueId, jobId, stepId, taskId };
    await updateTask({ ...ids, targetRunStatus: "PENDING" }, { ...calls, signal, onUnknown });
    requeued.push(task);
    onProgress?.(requeued.length, task);
  }, calls.signal);
  return requeued;
}

/** Finds the tasks that {@linkcode requeueTasks} would requeue. */
export async function* listTasksToRequeue(
  input: RequeueTasksInput,
  options: CallOptions = {},
): AsyncGenerator<TaskOfStep, void, undefined> {
  const { runStatuses = ["SUSPENDED", "CANCELED", "FAILED"], stepId: only, ...job } = input;
  for await (const step of listSteps(job, options)) {
    const stepId = step.stepId!;
    if (only && only !== stepId) continue;
    if (!runStatuses.some((status) => step.taskRunStatusCounts?.[status])) continue;
    // The tasks are read to the end first: requeued ones would move between pages.
    for (const task of await listTasks({ ...job, stepId }, options).toArray()) {
      if (!task.runStatus || !runStatuses.includes(task.runStatus)) continue;
      yield { stepId, stepName: step.name!, taskId: task.taskId!, runStatus: task.runStatus };
    }
  }
}
