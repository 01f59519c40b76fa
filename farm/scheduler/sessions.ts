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
import { moveTask } from "./tasks.ts";

/** The sessions of a worker that have not ended, oldest first. */
export function openSessions(db: Database, workerId: string): SessionRow[] {
  return db.all<SessionRow>(
    "SELECT * FROM session WHERE worker_id = ? AND ended_at IS NULL ORDER BY started_at, id",
    workerId,
  );
}

/** The actions of a session in their order. */
export function actionsOf(db: Database, sessionId: string): SessionActionRow[] {
  return db.all<SessionActionRow>(
    "SELECT * FROM session_action WHERE session_id = ? ORDER BY position",
    sessionId,
  );
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
  const actions = actionsOf(db, id);
  const entered = enteredEnvironments(actions);
  const foreign = entered.filter((environment) =>
    environment.startsWith("STEP:") && !environment.startsWith(`STEP:${stepId}:`)
  );
  for (const environmentId of foreign.reverse()) {
    append(db, id, jobId, "envExit", { environmentId });
  }
  const ranStep = actions.some((action) => action.kind === "taskRun" && action.step_id === stepId);
  if (!ranStep && needsStepInputs(db, jobId, stepId)) {
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
  const entered = enteredEnvironments(actionsOf(db, session.id));
  for (const environmentId of entered.reverse()) {
    append(db, session.id, session.job_id, "envExit", { environmentId });
  }
  return entered.length > 0;
}

// An environment counts as entered once its entering was attempted, or is still to be.
function enteredEnvironments(actions: readonly SessionActionRow[]): string[] {
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
