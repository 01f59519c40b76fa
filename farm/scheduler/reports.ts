import type * as sdk from "@aws-sdk/client-deadline";
import { invalid } from "../protocol/errors.ts";
import type { Database } from "../store/database.ts";
import { parseSessionActionId } from "../store/ids.ts";
import type { JobRow, SessionActionRow, SessionRow, TaskRow, WorkerRow } from "../store/rows.ts";
import { appendExits, openActions } from "./sessions.ts";
import { isCompleted, type StatusCounts, type TaskStatus } from "./statuses.ts";
import { steerJob } from "./steer.ts";
import { moveTask, releaseStep } from "./tasks.ts";

/** What a worker tells about one of its actions. */
export type ActionReport = sdk.UpdatedSessionActionInfo;

/**
 * Takes in what a worker reports about its session actions.
 *
 * A report that was taken in before changes nothing, so that a worker may repeat itself when an
 * answer got lost.
 *
 * @throws {ServiceError} `ValidationException` for an action that is not this worker's.
 */
export function applyReports(
  db: Database,
  worker: WorkerRow,
  reports: Readonly<Record<string, ActionReport>>,
  now: number,
): void {
  for (const [id, report] of Object.entries(reports)) {
    const { sessionId, position } = parseSessionActionId(id);
    const session = db.get<SessionRow>(
      "SELECT * FROM session WHERE id = ? AND worker_id = ?",
      sessionId,
      worker.id,
    );
    const action = session && db.get<SessionActionRow>(
      "SELECT * FROM session_action WHERE session_id = ? AND position = ?",
      sessionId,
      position,
    );
    if (action === undefined) throw invalid(`Session action ${id} is not one of ${worker.id}.`);
    if (isCompleted(action.status)) continue;
    record(db, action, report, now);
    // A quick action ends between two reports: its start is told with its end.
    const startedAt = Math.min(report.startedAt?.getTime() ?? now, now);
    if (report.completedStatus === undefined || report.startedAt !== undefined) {
      started(db, action, startedAt);
    }
    if (report.completedStatus !== undefined) {
      completed(db, { ...action, status: report.completedStatus }, now);
    }
  }
}

function record(db: Database, action: SessionActionRow, report: ActionReport, now: number): void {
  const running = action.status === "CANCELING" ? "CANCELING" : "RUNNING";
  db.run(
    `UPDATE session_action SET status = ?, started_at = coalesce(?, started_at), ended_at = ?,
       worker_updated_at = ?, process_exit_code = coalesce(?, process_exit_code),
       progress_percent = coalesce(?, progress_percent),
       progress_message = coalesce(?, progress_message), manifests = coalesce(?, manifests)
     WHERE session_id = ? AND position = ?`,
    report.completedStatus ?? running,
    report.startedAt?.getTime() ?? null,
    report.completedStatus === undefined ? null : report.endedAt?.getTime() ?? null,
    report.updatedAt?.getTime() ?? now,
    report.processExitCode ?? null,
    report.progressPercent ?? null,
    report.progressMessage ?? null,
    report.manifests === undefined ? null : JSON.stringify(report.manifests),
    action.session_id,
    action.position,
  );
}

function started(db: Database, action: SessionActionRow, now: number): void {
  if (action.kind === "taskRun") {
    promote(db, action, ["ASSIGNED", "SCHEDULED", "STARTING"], "RUNNING", now);
    return;
  }
  // The task that the session is being prepared for is on its way.
  for (const next of openActions(db, action.session_id)) {
    if (next.kind === "taskRun" && next.status === "ASSIGNED") {
      promote(db, next, ["ASSIGNED", "SCHEDULED"], "STARTING", now);
    }
  }
}

function promote(
  db: Database,
  { step_id, task_position }: SessionActionRow,
  from: readonly TaskStatus[],
  to: TaskStatus,
  now: number,
): void {
  const task = taskOf(db, step_id!, task_position!);
  if (task !== undefined && from.includes(task.run_status as TaskStatus)) {
    moveTask(db, { stepId: task.step_id, position: task.position }, to, now);
  }
}

function completed(db: Database, action: SessionActionRow, now: number): void {
  if (action.kind === "taskRun") settleTask(db, action, action.status, now);
  if (action.status === "SUCCEEDED" || action.kind === "envExit") return;
  stopSession(db, action, now);
}

/**
 * After an action went wrong, what is queued behind it is never attempted, and the session only
 * leaves its environments. If the session could not be set up, the task that it was set up for
 * has failed with it.
 */
function stopSession(db: Database, action: SessionActionRow, now: number): void {
  db.run("UPDATE session SET broken = 1 WHERE id = ?", action.session_id);
  const behind = openActions(db, action.session_id).filter((next) =>
    next.position > action.position && next.kind !== "envExit"
  );
  for (const next of behind) {
    db.run(
      `UPDATE session_action SET status = 'NEVER_ATTEMPTED'
       WHERE session_id = ? AND position = ?`,
      next.session_id,
      next.position,
    );
    if (next.kind !== "taskRun") continue;
    const blamed = action.kind !== "taskRun" && action.status === "FAILED";
    settleTask(db, next, blamed ? "FAILED" : "NEVER_ATTEMPTED", now);
  }
  appendExits(db, { id: action.session_id, job_id: action.job_id });
}

/** Gives a task the status that the end of its action means. */
export function settleTask(
  db: Database,
  { job_id: jobId, step_id, task_position }: SessionActionRow,
  outcome: string,
  now: number,
): void {
  const task = taskOf(db, step_id!, task_position!);
  if (task === undefined) return;
  const key = { stepId: task.step_id, position: task.position };
  const job = db.get<JobRow>("SELECT * FROM job WHERE id = ?", jobId)!;
  if (outcome === "SUCCEEDED" && !isRequeueTarget(task.target_run_status)) {
    moveTask(db, key, "SUCCEEDED", now);
  } else if (task.target_run_status !== null) {
    const target = task.target_run_status as TaskStatus;
    const again = isRequeueTarget(target);
    moveTask(db, key, again ? "PENDING" : target, now, { forgetFailures: again });
  } else if (outcome === "FAILED") {
    const retry = task.failure_retry_count < job.max_retries_per_task;
    moveTask(db, key, retry ? "PENDING" : "FAILED", now, { countFailure: retry });
    if (!retry) stopFailingJob(db, job, now);
  } else {
    moveTask(db, key, "PENDING", now);
  }
  releaseStep(db, key.stepId, now);
}

function stopFailingJob(db: Database, job: JobRow, now: number): void {
  const { task_run_status_counts } = db.get<JobRow>("SELECT * FROM job WHERE id = ?", job.id)!;
  const counts = JSON.parse(task_run_status_counts) as StatusCounts;
  if (counts.FAILED >= Math.max(1, job.max_failed_tasks_count)) {
    steerJob(db, job.id, "CANCELED", now);
  }
}

function taskOf(db: Database, stepId: string, position: number): TaskRow | undefined {
  return db.get<TaskRow>(
    "SELECT * FROM task WHERE step_id = ? AND position = ?",
    stepId,
    position,
  );
}

function isRequeueTarget(target: string | null): boolean {
  return target === "PENDING" || target === "READY";
}
