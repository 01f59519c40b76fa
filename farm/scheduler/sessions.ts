import type { Database } from "../store/database.ts";
import { newId, sessionActionId } from "../store/ids.ts";
import type {
  JobDocumentRow,
  JobRow,
  SessionActionRow,
  SessionRow,
  StepDocumentRow,
  StoredEnvironment,
  TaskRow,
  WorkerRow,
} from "../store/rows.ts";
import { OPEN_ACTIONS } from "./statuses.ts";
import { moveTask } from "./tasks.ts";

/** The sessions of a worker that have not ended, oldest first. */
export function openSessions(db: Database, workerId: string): SessionRow[] {
  return db.all<SessionRow>(
    "SELECT * FROM session WHERE worker_id = ? AND ended_at IS NULL ORDER BY started_at, id",
    workerId,
  );
}

/** What a session still has to do, in order. A session may have done very much before that. */
export function openActions(db: Database, sessionId: string): SessionActionRow[] {
  return db.all<SessionActionRow>(
    `SELECT * FROM session_action WHERE session_id = ? AND status IN ${OPEN_ACTIONS}
     ORDER BY position`,
    sessionId,
  );
}

/** The step whose task a session was given last, if it was given one. */
export function lastStep(db: Database, sessionId: string): string | undefined {
  return db.get<{ step_id: string }>(
    `SELECT step_id FROM session_action WHERE session_id = ? AND kind = 'taskRun'
     ORDER BY position DESC LIMIT 1`,
    sessionId,
  )?.step_id;
}

/** Starts a session of a job on a worker, with the actions that come before its first task. */
export function startSession(db: Database, worker: WorkerRow, job: JobRow, now: number): string {
  const id = newId("session");
  db.run(
    `INSERT INTO session (id, farm_id, queue_id, job_id, fleet_id, worker_id, lifecycle_status,
       started_at) VALUES (?, ?, ?, ?, ?, ?, 'STARTED', ?)`,
    id,
    job.farm_id,
    job.queue_id,
    job.id,
    worker.fleet_id,
    worker.id,
    now,
  );
  const { attachments, environments } = db.get<JobDocumentRow>(
    "SELECT * FROM job_document WHERE job_id = ?",
    job.id,
  )!;
  if (attachments !== null) append(db, id, job.id, "syncInputJobAttachments");
  for (const environment of JSON.parse(environments) as StoredEnvironment[]) {
    append(db, id, job.id, "envEnter", { environmentId: environment.id });
  }
  return id;
}

/** Ends a session. */
export function endSession(db: Database, sessionId: string, now: number): void {
  db.run(
    `UPDATE session SET lifecycle_status = 'ENDED', ended_at = ?, updated_at = ? WHERE id = ?`,
    now,
    now,
    sessionId,
  );
}

/**
 * Gives a session a task to run, and before it what that takes: leaving the environments of
 * another step, the outputs of earlier steps, entering the environments of this one.
 */
export function appendTask(
  db: Database,
  session: Pick<SessionRow, "id" | "job_id">,
  task: TaskRow,
  now: number,
): void {
  const { id, job_id: jobId } = session;
  const stepId = task.step_id;
  const entered = enteredEnvironments(db, id);
  const foreign = entered.filter((environment) =>
    environment.startsWith("STEP:") && !environment.startsWith(`STEP:${stepId}:`)
  );
  for (const environmentId of foreign.reverse()) {
    append(db, id, jobId, "envExit", { environmentId });
  }
  if (lastStep(db, id) !== stepId && needsStepInputs(db, jobId, stepId)) {
    append(db, id, jobId, "syncInputJobAttachments", { stepId });
  }
  const { environments } = db.get<StepDocumentRow>(
    "SELECT * FROM step_document WHERE step_id = ?",
    stepId,
  )!;
  for (const { id: environmentId } of JSON.parse(environments) as StoredEnvironment[]) {
    if (!entered.includes(environmentId)) append(db, id, jobId, "envEnter", { environmentId });
  }
  const position = append(db, id, jobId, "taskRun", {
    stepId,
    taskPosition: task.position,
    parameters: task.parameters,
  });
  moveTask(db, { stepId, position: task.position }, "ASSIGNED", now);
  db.run(
    "UPDATE task SET latest_session_action_id = ? WHERE step_id = ? AND position = ?",
    sessionActionId(id, position),
    stepId,
    task.position,
  );
}

/**
 * Leaves the environments that a session is still in, innermost first.
 *
 * @returns Whether there was anything to leave.
 */
export function appendExits(db: Database, session: Pick<SessionRow, "id" | "job_id">): boolean {
  const entered = enteredEnvironments(db, session.id);
  for (const environmentId of entered.reverse()) {
    append(db, session.id, session.job_id, "envExit", { environmentId });
  }
  return entered.length > 0;
}

// An environment counts as entered once its entering was attempted, or is still to be.
function enteredEnvironments(db: Database, sessionId: string): string[] {
  const actions = db.all<SessionActionRow>(
    `SELECT * FROM session_action WHERE session_id = ? AND environment_id IS NOT NULL
     ORDER BY position`,
    sessionId,
  );
  const entered: string[] = [];
  for (const { kind, status, environment_id } of actions) {
    if (kind === "envEnter" && status !== "NEVER_ATTEMPTED") entered.push(environment_id!);
    if (kind === "envExit") entered.splice(entered.lastIndexOf(environment_id!), 1);
  }
  return entered;
}

function needsStepInputs(db: Database, jobId: string, stepId: string): boolean {
  const document = db.get<JobDocumentRow>(
    "SELECT attachments FROM job_document WHERE job_id = ?",
    jobId,
  )!;
  if (document.attachments === null) return false;
  return db.get("SELECT 1 FROM step_dependency WHERE step_id = ? LIMIT 1", stepId) !== undefined;
}

interface ActionDetails {
  readonly environmentId?: string;
  readonly stepId?: string;
  readonly taskPosition?: number;
  readonly parameters?: string;
}

function append(
  db: Database,
  sessionId: string,
  jobId: string,
  kind: SessionActionRow["kind"],
  { environmentId, stepId, taskPosition, parameters }: ActionDetails = {},
): number {
  const { next } = db.get<{ next: number }>(
    "SELECT coalesce(max(position) + 1, 0) AS next FROM session_action WHERE session_id = ?",
    sessionId,
  )!;
  db.run(
    `INSERT INTO session_action (session_id, position, job_id, status, kind, environment_id,
       step_id, task_position, parameters) VALUES (?, ?, ?, 'ASSIGNED', ?, ?, ?, ?, ?)`,
    sessionId,
    next,
    jobId,
    kind,
    environmentId ?? null,
    stepId ?? null,
    taskPosition ?? null,
    parameters ?? null,
  );
  return next;
}
