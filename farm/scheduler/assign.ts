import type { Database } from "../store/database.ts";
import { type Document, getResource } from "../store/resources.ts";
import type { JobRow, SessionRow, StepRow, TaskRow, WorkerRow } from "../store/rows.ts";
import { budgetBlock } from "./budgets.ts";
import { type FleetCapabilities, fleetCapabilities } from "./capabilities.ts";
import { hasLimitsLeft, limitsOfQueue } from "./limits.ts";
import { queuesOfFleet, stepFits } from "./compatibility.ts";
import { isFirstComeFirstServed, waitingJobs } from "./ranking.ts";
import {
  appendExits,
  appendTask,
  endSession,
  lastStep,
  openActions,
  openSessions,
  startSession,
} from "./sessions.ts";

/**
 * Gives a worker work: goes on with the session that it has, ends it when there is nothing more
 * in it or a job of higher priority waits, and starts one for the best job that waits.
 *
 * @param draining Whether the worker is to get nothing new.
 */
export function assign(db: Database, worker: WorkerRow, draining: boolean, now: number): void {
  for (const session of openSessions(db, worker.id)) {
    if (!advance(db, worker, session, draining, now)) return;
  }
  if (draining) return;
  const next = findWork(db, worker, schedulingQueues(db, worker, now), 0, now);
  if (next === undefined) return;
  const id = startSession(db, worker, next.job, now);
  appendTask(db, { id, job_id: next.job.id }, next.task, now);
}

/** Takes a session a step further; true once it has ended. */
function advance(
  db: Database,
  worker: WorkerRow,
  session: SessionRow,
  draining: boolean,
  now: number,
): boolean {
  if (openActions(db, session.id).length > 0) return false;
  const closing = session.broken === 1 || draining || session.target_lifecycle_status === "ENDED";
  const task = closing ? undefined : nextTask(db, worker, session, now);
  if (task !== undefined) {
    appendTask(db, session, task, now);
    return false;
  }
  if (appendExits(db, session)) return false;
  endSession(db, session.id, now);
  return true;
}

// A session goes on with its job, its own step first, unless a better job waits.
function nextTask(
  db: Database,
  worker: WorkerRow,
  session: SessionRow,
  now: number,
): TaskRow | undefined {
  const job = db.get<JobRow>("SELECT * FROM job WHERE id = ?", session.job_id)!;
  if (job.ready === 0) return undefined;
  const queues = schedulingQueues(db, worker, now);
  const own = queues.find((queue) => queue.queueId === job.queue_id);
  if (own === undefined) return undefined;
  if (!isFirstComeFirstServed(own)) {
    const ranked = waitingJobs(db, own, { current: job.id, now });
    if (firstTask(db, worker, ranked, job.id)?.job.id !== job.id) return undefined;
  }
  const others = isFirstComeFirstServed(own) ? queues : queues.filter((queue) => queue !== own);
  if (findWork(db, worker, others, job.priority + 1, now) !== undefined) return undefined;
  return findTask(db, job, capabilitiesOf(db, worker), lastStep(db, session.id));
}

/** The best task that waits for a worker: of the best jobs of the queues, the one to go first. */
function findWork(
  db: Database,
  worker: WorkerRow,
  queues: readonly Document[],
  leastPriority: number,
  now: number,
): { job: JobRow; task: TaskRow } | undefined {
  return queues
    .map((queue) => firstTask(db, worker, waitingJobs(db, queue, { leastPriority, now })))
    .filter((found) => found !== undefined)
    .sort(({ job: a }, { job: b }) => b.priority - a.priority || a.created_at - b.created_at)[0];
}

/** The first task that a worker can take of some jobs. */
function firstTask(
  db: Database,
  worker: WorkerRow,
  jobs: readonly JobRow[],
  current?: string,
): { job: JobRow; task: TaskRow } | undefined {
  const capabilities = capabilitiesOf(db, worker);
  for (const job of jobs) {
    if (job.id !== current && !hasRoom(db, job)) continue;
    const task = findTask(db, job, capabilities);
    if (task !== undefined) return { job, task };
  }
  return undefined;
}

/** The queues that a worker takes jobs from, and that may give it some. */
function schedulingQueues(
  db: Database,
  { farm_id, fleet_id }: WorkerRow,
  now: number,
): Document[] {
  return queuesOfFleet(db, farm_id, fleet_id)
    .map((queueId) => getResource(db, "queue", queueId, farm_id))
    .filter((queue) => budgetBlock(db, queue, now) === undefined);
}

function hasRoom(db: Database, { id, max_worker_count }: JobRow): boolean {
  if (max_worker_count === null || max_worker_count < 0) return true;
  const { n } = db.get<{ n: number }>(
    `SELECT count(DISTINCT worker_id) AS n FROM session WHERE job_id = ? AND ended_at IS NULL`,
    id,
  )!;
  return n < max_worker_count;
}

function findTask(
  db: Database,
  job: JobRow,
  capabilities: FleetCapabilities,
  preferredStep?: string,
): TaskRow | undefined {
  const steps = db.all<StepRow>(
    "SELECT * FROM step WHERE job_id = ? AND ready > 0 ORDER BY id <> ?, position",
    job.id,
    preferredStep ?? "",
  );
  const limits = limitsOfQueue(db, job.farm_id, job.queue_id);
  const step = steps.find((candidate) =>
    stepFits(candidate, capabilities, limits) && hasLimitsLeft(db, candidate, limits)
  );
  return step && db.get<TaskRow>(
    `SELECT * FROM task WHERE step_id = ? AND run_status = 'READY' ORDER BY position LIMIT 1`,
    step.id,
  );
}

function capabilitiesOf(db: Database, { farm_id, fleet_id }: WorkerRow): FleetCapabilities {
  return fleetCapabilities(getResource(db, "fleet", fleet_id, farm_id));
}
