import type { Database } from "../store/database.ts";
import type { JobRow, StepRow } from "../store/rows.ts";
import {
  ENDED,
  isResolved,
  type StatusCounts,
  statusOf,
  TASK_STATUSES,
  type TaskStatus,
} from "./statuses.ts";

/** Names one task. */
export interface TaskKey {
  readonly stepId: string;
  readonly position: number;
}

/** What else changes when a task moves. */
export interface MoveOptions {
  /** Who caused the move, if a person did. */
  readonly by?: string | undefined;
  /** What the task is to become once its worker has let go of it. */
  readonly target?: string | null;
  /** Adds one to the task's failures. */
  readonly countFailure?: boolean;
  /** Forgets the task's failures. */
  readonly forgetFailures?: boolean;
}

/**
 * Moves one task to a status and keeps all that hangs on it in step: the counts of its step and
 * its job, their statuses and times, and the steps that wait for it.
 */
export function moveTask(
  db: Database,
  { stepId, position }: TaskKey,
  to: TaskStatus,
  now: number,
  { by, target = null, countFailure = false, forgetFailures = false }: MoveOptions = {},
): void {
  const row = db.get<{ run_status: TaskStatus }>(
    "SELECT run_status FROM task WHERE step_id = ? AND position = ?",
    stepId,
    position,
  );
  if (row === undefined) return;
  db.run(
    `UPDATE task SET run_status = ?1, target_run_status = ?2,
       failure_retry_count = CASE WHEN ?3 THEN 0 ELSE failure_retry_count + ?4 END,
       started_at = CASE WHEN ?1 = 'RUNNING' THEN coalesce(started_at, ?5)
         WHEN ?1 IN ('PENDING', 'READY') THEN NULL ELSE started_at END,
       ended_at = CASE WHEN ?6 THEN ?5 ELSE NULL END,
       updated_at = ?5, updated_by = coalesce(?7, updated_by)
     WHERE step_id = ?8 AND position = ?9`,
    to,
    target,
    forgetFailures ? 1 : 0,
    countFailure ? 1 : 0,
    now,
    ENDED.includes(to) ? 1 : 0,
    by ?? null,
    stepId,
    position,
  );
  if (countFailure) {
    db.run(
      "UPDATE step SET task_failure_retry_count = task_failure_retry_count + 1 WHERE id = ?",
      stepId,
    );
    db.run(
      `UPDATE job SET task_failure_retry_count = task_failure_retry_count + 1
       WHERE id = (SELECT job_id FROM step WHERE id = ?)`,
      stepId,
    );
  }
  if (row.run_status !== to) recount(db, stepId, { [row.run_status]: -1, [to]: 1 }, now, by);
}

/**
 * Moves all tasks of a step that have one of some statuses.
 *
 * @returns How many have moved.
 */
export function moveTasks(
  db: Database,
  stepId: string,
  from: readonly TaskStatus[],
  to: TaskStatus,
  now: number,
  { by, forgetFailures = false }: MoveOptions = {},
): number {
  const delta: Partial<StatusCounts> = {};
  let moved = 0;
  for (const status of from) {
    if (status === to) continue;
    const changed = db.run(
      `UPDATE task SET run_status = ?1, target_run_status = NULL,
         failure_retry_count = CASE WHEN ?2 THEN 0 ELSE failure_retry_count END,
         started_at = CASE WHEN ?1 IN ('PENDING', 'READY') THEN NULL ELSE started_at END,
         ended_at = CASE WHEN ?3 THEN ?4 ELSE NULL END,
         updated_at = ?4, updated_by = coalesce(?5, updated_by)
       WHERE step_id = ?6 AND run_status = ?7`,
      to,
      forgetFailures ? 1 : 0,
      ENDED.includes(to) ? 1 : 0,
      now,
      by ?? null,
      stepId,
      status,
    );
    if (changed === 0) continue;
    delta[status] = -changed;
    moved += changed;
  }
  if (moved > 0) recount(db, stepId, { ...delta, [to]: moved }, now, by);
  return moved;
}

function recount(
  db: Database,
  stepId: string,
  delta: Partial<StatusCounts>,
  now: number,
  by: string | undefined,
): void {
  const step = db.get<StepRow>("SELECT * FROM step WHERE id = ?", stepId)!;
  const job = db.get<JobRow>("SELECT * FROM job WHERE id = ?", step.job_id)!;
  const wasResolved = isResolved(JSON.parse(step.task_run_status_counts));
  const counts = write(db, "step", step, delta, now, by);
  write(db, "job", job, delta, now, by);
  const resolved = isResolved(counts);
  if (resolved !== wasResolved) tellConsumers(db, stepId, resolved, now);
}

function write(
  db: Database,
  table: "job" | "step",
  row: JobRow | StepRow,
  delta: Partial<StatusCounts>,
  now: number,
  by: string | undefined,
): StatusCounts {
  const counts = JSON.parse(row.task_run_status_counts) as StatusCounts;
  for (const status of TASK_STATUSES) counts[status] += delta[status] ?? 0;
  const status = statusOf(counts);
  const ended = ENDED.includes(status);
  // A target is shown only while some task is on its way to it.
  const target = counts.INTERRUPTING > 0 ? row.target_task_run_status : null;
  db.run(
    `UPDATE ${table} SET task_run_status_counts = ?, task_run_status = ?, ready = ?,
       target_task_run_status = ?, started_at = ?, ended_at = ?, updated_at = ?,
       updated_by = coalesce(?, updated_by)
     WHERE id = ?`,
    JSON.stringify(counts),
    status,
    counts.READY,
    target,
    row.started_at ?? ((delta.RUNNING ?? 0) > 0 ? now : null),
    ended ? row.ended_at ?? now : null,
    now,
    by ?? null,
    row.id,
  );
  return counts;
}

function tellConsumers(db: Database, stepId: string, resolved: boolean, now: number): void {
  const consumers = db.all<{ step_id: string }>(
    "SELECT step_id FROM step_dependency WHERE depends_on = ?",
    stepId,
  );
  for (const { step_id } of consumers) {
    db.run("UPDATE step SET unresolved = unresolved + ? WHERE id = ?", resolved ? -1 : 1, step_id);
    releaseStep(db, step_id, now);
  }
}

/** Makes a step's waiting tasks PENDING or READY, as the steps that it depends on allow. */
export function releaseStep(db: Database, stepId: string, now: number): void {
  const { unresolved } = db.get<StepRow>("SELECT unresolved FROM step WHERE id = ?", stepId)!;
  if (unresolved > 0) moveTasks(db, stepId, ["READY"], "PENDING", now);
  else moveTasks(db, stepId, ["PENDING"], "READY", now);
}
