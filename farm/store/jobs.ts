import { notFound } from "../protocol/errors.ts";
import type { Database } from "./database.ts";
import { parseSessionActionId, parseTaskId } from "./ids.ts";
import type { JobRow, SessionActionRow, SessionRow, StepRow, TaskRow } from "./rows.ts";

/** Names a job by its whole path. */
export interface JobKey {
  readonly farmId: string;
  readonly queueId: string;
  readonly jobId: string;
}

/**
 * A job.
 *
 * @throws {ServiceError} `ResourceNotFoundException` if there is none at that path.
 */
export function getJob(db: Database, { farmId, queueId, jobId }: JobKey): JobRow {
  const row = db.get<JobRow>(
    "SELECT * FROM job WHERE id = ? AND queue_id = ? AND farm_id = ?",
    jobId,
    queueId,
    farmId,
  );
  if (row === undefined) throw notFound("job", jobId);
  return row;
}

/**
 * A step of a job.
 *
 * @throws {ServiceError} `ResourceNotFoundException` if the job or the step is not there.
 */
export function getStep(db: Database, key: JobKey & { readonly stepId: string }): StepRow {
  getJob(db, key);
  const row = db.get<StepRow>(
    "SELECT * FROM step WHERE id = ? AND job_id = ?",
    key.stepId,
    key.jobId,
  );
  if (row === undefined) throw notFound("step", key.stepId);
  return row;
}

/**
 * A task of a step.
 *
 * @throws {ServiceError} `ResourceNotFoundException` if the job, the step or the task is not there.
 */
export function getTask(
  db: Database,
  key: JobKey & { readonly stepId: string; readonly taskId: string },
): { task: TaskRow; step: StepRow } {
  const step = getStep(db, key);
  const { stepId, position } = parseTaskId(key.taskId);
  const task = stepId === key.stepId
    ? db.get<TaskRow>("SELECT * FROM task WHERE step_id = ? AND position = ?", stepId, position)
    : undefined;
  if (task === undefined) throw notFound("task", key.taskId);
  return { task, step };
}

/** The steps of a job in the order of the template, from a position on. */
export function listSteps(db: Database, jobId: string, from = 0, limit = -1): StepRow[] {
  return db.all<StepRow>(
    "SELECT * FROM step WHERE job_id = ? AND position >= ? ORDER BY position LIMIT ?",
    jobId,
    from,
    limit,
  );
}

/**
 * A session of a job.
 *
 * @throws {ServiceError} `ResourceNotFoundException` if the job or the session is not there.
 */
export function getSession(
  db: Database,
  key: JobKey & { readonly sessionId: string },
): SessionRow {
  getJob(db, key);
  const row = db.get<SessionRow>(
    "SELECT * FROM session WHERE id = ? AND job_id = ?",
    key.sessionId,
    key.jobId,
  );
  if (row === undefined) throw notFound("session", key.sessionId);
  return row;
}

/**
 * A session action of a job.
 *
 * @throws {ServiceError} `ResourceNotFoundException` if the job or the action is not there.
 */
export function getSessionAction(
  db: Database,
  key: JobKey & { readonly sessionActionId: string },
): SessionActionRow {
  getJob(db, key);
  const { sessionId, position } = parseSessionActionId(key.sessionActionId);
  const row = db.get<SessionActionRow>(
    "SELECT * FROM session_action WHERE session_id = ? AND position = ? AND job_id = ?",
    sessionId,
    position,
    key.jobId,
  );
  if (row === undefined) throw notFound("sessionAction", key.sessionActionId);
  return row;
}
