import type { Database } from "../store/database.ts";
import { getResource } from "../store/resources.ts";
import type { JobRow, SessionRow, StepRow, TaskRow, WorkerRow } from "../store/rows.ts";
import { type FleetCapabilities, fleetCapabilities } from "./capabilities.ts";
import { hasLimitsLeft, limitsOfQueue } from "./limits.ts";
import { queuesOfFleet, stepFits } from "./compatibility.ts";
import {
  appendExits,
  appendTask,
  endSession,
  lastStep,
  openActions,
  openSessions,
  startSession,
} from "./sessions.ts";

// How many jobs of one queue are looked at for one that a worker can take.
const MOST_CANDIDATES = 100;

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
  const next = findWork(db, worker);
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
  const task = closing ? undefined : nextTask(db, worker, session);
  if (task !== undefined) {
    appendTask(db, session, task, now);
    return false;
  }
  if (appendExits(db, session)) return false;
  endSession(db, session.id, now);
  return true;
}

// A session goes on with its job, its own step first, unless a job of higher priority waits.
function nextTask(db: Database, worker: WorkerRow, session: SessionRow): TaskRow | undefined {
  const job = db.get<JobRow>("SELECT * FROM job WHERE id = ?", session.job_id)!;
  if (job.ready === 0) return undefined;
  const queues = queuesOfFleet(db, worker.farm_id, worker.fleet_id);
  if (!queues.includes(job.queue_id)) return undefined;
  const best = findWork(db, worker, job.priority + 1);
  if (best !== undefined) return undefined;
  return findTask(db, job, capabilitiesOf(db, worker), lastStep(db, session.id));
}

/** The best task that waits for a worker: of the highest priority, then of the oldest job. */
export function findWork(
  db: Database,
  worker: WorkerRow,
  leastPriority = 0,
): { job: JobRow; task: TaskRow } | undefined {
  const capabilities = capabilitiesOf(db, worker);
  const jobs = queuesOfFleet(db, worker.farm_id, worker.fleet_id)
    .flatMap((queueId) =>
      db.all<JobRow>(
        `SELECT * FROM job WHERE queue_id = ? AND ready > 0 AND priority >= ?
         ORDER BY priority DESC, created_at, id LIMIT ?`,
        queueId,
        leastPriority,
        MOST_CANDIDATES,
      )
    )
    .sort((a, b) => b.priority - a.priority || a.created_at - b.created_at);
  for (const job of jobs) {
    if (!hasRoom(db, job)) continue;
    const task = findTask(db, job, capabilities);
    if (task !== undefined) return { job, task };
  }
  return undefined;
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
