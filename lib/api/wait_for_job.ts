import { DeadlineError } from "../errors/mod.ts";
import type { CallOptions } from "../session/call.ts";
import { type Clock, sleep, systemClock } from "../task/mod.ts";
import { getJob } from "./jobs.ts";
import { sessionIdOfAction } from "./session_actions.ts";
import type { GetJobOutput, TaskParameterValue, TaskRunStatus } from "./shapes.ts";
import { listSteps } from "./steps.ts";
import { listTasks } from "./tasks.ts";

/** The ids that name a job. */
export interface JobIds {
  /** The farm. */
  farmId: string;
  /** The queue. */
  queueId: string;
  /** The job. */
  jobId: string;
}

/** Options for {@linkcode waitForJob}. */
export interface WaitForJobOptions extends Omit<CallOptions, "timeout"> {
  /** Milliseconds to wait in all; without it there is no limit. */
  timeout?: number | undefined;
  /**
   * Milliseconds between two looks at most; the first pause is half a second, then they double.
   *
   * @default {120_000}
   */
  maxInterval?: number | undefined;
  /** Called with the job after each look. */
  onProgress?: ((job: GetJobOutput) => void) | undefined;
  /** The clock to wait on; the platform's unless given. */
  clock?: Clock | undefined;
}

/** A task that failed. */
export interface FailedTask {
  /** The step that it belongs to. */
  stepId: string;
  /** The name of that step. */
  stepName: string;
  /** The task. */
  taskId: string;
  /** The values of its parameters. */
  parameters: Record<string, TaskParameterValue>;
  /** The session that ran it last, if it ran. */
  sessionId?: string | undefined;
}

/** How a job ended. */
export interface WaitForJobResult {
  /** The run status it ended with. */
  status: TaskRunStatus;
  /** Milliseconds that the wait took. */
  elapsed: number;
  /** The job as last seen. */
  job: GetJobOutput;
  /** The tasks that failed; empty if the job succeeded. */
  failedTasks: FailedTask[];
}

const FIRST_PAUSE = 500;
const ENDED: ReadonlySet<string> = new Set<TaskRunStatus>([
  "SUCCEEDED",
  "FAILED",
  "CANCELED",
  "SUSPENDED",
  "NOT_COMPATIBLE",
]);

/** Whether a job or task with this run status runs no further by itself. */
export function isEndStatus(status: string | undefined): boolean {
  return status !== undefined && ENDED.has(status);
}

/**
 * Waits until a job has ended, well or not. Aborting ends the wait; the job itself goes on.
 *
 * @throws {DeadlineError} with code `Timeout` if the job does not end in time.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function waitForJob(
  input: JobIds,
  options: WaitForJobOptions = {},
): Promise<WaitForJobResult> {
  const { timeout = Infinity, maxInterval = 120_000, onProgress, clock = systemClock, ...calls } =
    options;
  const start = clock.now();
  const elapsed = () => clock.now() - start;
  for (let pause = Math.min(FIRST_PAUSE, maxInterval);; pause = Math.min(pause * 2, maxInterval)) {
    const job = await getJob(input, calls);
    onProgress?.(job);
    const status = job.taskRunStatus;
    if (status && isEndStatus(status)) {
      const failedTasks = status === "SUCCEEDED" ? [] : await listFailedTasks(input, calls);
      return { status, elapsed: elapsed(), job, failedTasks };
    }
    if (elapsed() >= timeout) throw tookTooLong(input, timeout, status);
    const left = Math.max(timeout - elapsed(), 0);
    await sleep(Math.min(pause, left), { signal: calls.signal, clock });
  }
}

/** Lists the tasks of a job that failed, with the session that ran each. */
export async function listFailedTasks(
  input: JobIds,
  options: CallOptions = {},
): Promise<FailedTask[]> {
  const failed: FailedTask[] = [];
  for await (const step of listSteps(input, options)) {
    if (!step.taskRunStatusCounts?.FAILED) continue;
    const ids = { ...input, stepId: step.stepId };
    for await (const task of listTasks(ids, options)) {
      if (task.runStatus !== "FAILED") continue;
      failed.push({
        stepId: step.stepId!,
        stepName: step.name!,
        taskId: task.taskId!,
        parameters: task.parameters ?? {},
        sessionId: task.latestSessionActionId && sessionIdOfAction(task.latestSessionActionId),
      });
    }
  }
  return failed;
}

function tookTooLong(input: JobIds, timeout: number, status: string | undefined): DeadlineError {
  return new DeadlineError({
    operation: "WaitForJob",
    code: "Timeout",
    reason: `job "${input.jobId}" is still ${status ?? "being made"} after ${timeout} ms`,
    retryable: true,
    hint: "The job goes on; wait again, or allow more time",
  });
}
