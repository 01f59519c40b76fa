import type { Database } from "../store/database.ts";
import { listSteps } from "../store/jobs.ts";
import type { StepRow } from "../store/rows.ts";
import { settleCompatibility } from "./compatibility.ts";
import { ENDED, ON_WORKER, type TargetStatus, type TaskStatus, WAITING } from "./statuses.ts";
import { moveTask, moveTasks, releaseStep, type TaskKey } from "./tasks.ts";

/**
 * Brings a job's tasks to a status that somebody asked for.
 *
 * PENDING runs everything again, READY all that has not succeeded; the other targets are given to
 * what has not ended yet. Tasks that a worker has are interrupted first.
 */
export function steerJob(
  db: Database,
  jobId: string,
  target: TargetStatus,
  now: number,
  by?: string,
): void {
  const steps = listSteps(db, jobId);
  if (!isRequeue(target)) interruptSessions(db, jobId);
  for (const step of steps) steerTasks(db, step, target, now, by);
  if (isRequeue(target)) settleCompatibility(db, jobId, now);
  showTarget(db, "job", jobId, target);
}

/** Brings a step's tasks to a status that somebody asked for, as {@linkcode steerJob}. */
export function steerStep(
  db: Database,
  step: StepRow,
  target: TargetStatus,
  now: number,
  by?: string,
): void {
  steerTasks(db, step, target, now, by);
  if (isRequeue(target)) settleCompatibility(db, step.job_id, now);
}

/** Brings one task to a status that somebody asked for, whatever its status is. */
export function steerTask(
  db: Database,
  key: TaskKey & { readonly jobId: string },
  target: TargetStatus,
  now: number,
  by?: string,
): void {
  const { run_status } = db.get<{ run_status: TaskStatus }>(
    "SELECT run_status FROM task WHERE step_id = ? AND position = ?",
    key.stepId,
    key.position,
  )!;
  if (ON_WORKER.includes(run_status)) {
    interruptTask(db, key, target, now, by);
    return;
  }
  const forgetFailures = isRequeue(target);
  moveTask(db, key, isRequeue(target) ? "PENDING" : target, now, { by, forgetFailures });
  if (!isRequeue(target)) return;
  releaseStep(db, key.stepId, now);
  settleCompatibility(db, key.jobId, now);
}

/** Takes a job out of everything for good: what runs is cancelled, nothing is scheduled again. */
export function archiveJob(db: Database, jobId: string, now: number, by?: string): void {
  steerJob(db, jobId, "CANCELED", now, by);
  db.run(
    `UPDATE job SET lifecycle_status = 'ARCHIVED', lifecycle_status_message = 'Archived', ready = 0
     WHERE id = ?`,
    jobId,
  );
}

function steerTasks(
  db: Database,
  step: StepRow,
  target: TargetStatus,
  now: number,
  by: string | undefined,
): void {
  const onWorkers = db.all<{ position: number }>(
    `SELECT position FROM task WHERE step_id = ? AND run_status IN (${quoted(ON_WORKER)})`,
    step.id,
  );
  if (isRequeue(target)) {
    if (target === "PENDING") {
      for (const { position } of onWorkers) {
        interruptTask(db, { stepId: step.id, position }, target, now, by);
      }
    }
    const again = target === "PENDING" ? ENDED : ENDED.filter((status) => status !== "SUCCEEDED");
    moveTasks(db, step.id, [...again, "SUSPENDED"], "PENDING", now, { by, forgetFailures: true });
    releaseStep(db, step.id, now);
  } else {
    for (const { position } of onWorkers) {
      interruptTask(db, { stepId: step.id, position }, target, now, by);
    }
    moveTasks(db, step.id, WAITING, target, now, { by });
  }
  showTarget(db, "step", step.id, target);
}

// A target is shown only while some task is on its way to it.
function showTarget(db: Database, table: "job" | "step", id: string, target: TargetStatus): void {
  db.run(
    `UPDATE ${table} SET target_task_run_status =
       CASE WHEN json_extract(task_run_status_counts, '$.INTERRUPTING') > 0 THEN ? END
     WHERE id = ?`,
    target,
    id,
  );
}

/** Asks the worker that has a task to stop it. */
function interruptTask(
  db: Database,
  key: TaskKey,
  target: TargetStatus,
  now: number,
  by: string | undefined,
): void {
  moveTask(db, key, "INTERRUPTING", now, { by, target });
  db.run(
    `UPDATE session_action SET status = 'CANCELING'
     WHERE step_id = ? AND task_position = ? AND status IN ('ASSIGNED', 'SCHEDULED', 'RUNNING')`,
    key.stepId,
    key.position,
  );
}

// When a whole job stops, what its sessions still set up for it stops too; clean-up goes on.
function interruptSessions(db: Database, jobId: string): void {
  db.run(
    `UPDATE session_action SET status = 'CANCELING'
     WHERE job_id = ? AND kind <> 'envExit' AND status IN ('ASSIGNED', 'SCHEDULED', 'RUNNING')`,
    jobId,
  );
}

function isRequeue(target: TargetStatus): target is "PENDING" | "READY" {
  return target === "PENDING" || target === "READY";
}

function quoted(statuses: readonly TaskStatus[]): string {
  return statuses.map((status) => `'${status}'`).join(", ");
}
