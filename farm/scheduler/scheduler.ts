import { actionDefinition, sessionLog, type Shown } from "../jobs/show.ts";
import type { Database } from "../store/database.ts";
import { sessionActionId } from "../store/ids.ts";
import {
  type Document,
  findResource,
  getResource,
  listResources,
  updateResource,
} from "../store/resources.ts";
import type { WorkerRow } from "../store/rows.ts";
import { setWorkerStatus } from "../store/workers.ts";
import { assign } from "./assign.ts";
import { budgetBlock } from "./budgets.ts";
import { type ActionReport, applyReports } from "./reports.ts";
import { openActions, openSessions } from "./sessions.ts";
import { ON_WORKER } from "./statuses.ts";
import { steerTask } from "./steer.ts";
import { WakeUp } from "./wake_up.ts";
import { abandonSessions } from "./abandon.ts";
import { hasPlace, isWanted } from "./wanted.ts";

/** How a scheduler keeps time. */
export interface SchedulerOptions {
  /**
   * Seconds between two heartbeats of a worker that has nothing to report.
   *
   * @default {1}
   */
  readonly updateIntervalSeconds?: number | undefined;
  /**
   * Milliseconds for which a worker's call is held, in case there is something to tell it meanwhile.
   *
   * @default {1000}
   */
  readonly idleHold?: number | undefined;
  /**
   * Milliseconds without a heartbeat after which a worker counts as lost.
   *
   * @default {60000}
   */
  readonly heartbeatTimeout?: number | undefined;
}

/** What a worker is told in answer to its heartbeat. */
export interface Schedule extends Record<string, unknown> {
  readonly assignedSessions: Record<string, Shown>;
  readonly cancelSessionActions: Record<string, string[]>;
  readonly updateIntervalSeconds: number;
  readonly desiredWorkerStatus?: "STOPPED" | undefined;
}

/** Decides what runs where. All its state is in the database. */
export class Scheduler {
  readonly updateIntervalSeconds: number;
  readonly heartbeatTimeout: number;
  readonly #db: Database;
  /** Milliseconds for which a worker's call is held at most. */
  readonly idleHold: number;
  readonly #wakeUp = new WakeUp();
  readonly #closed = new AbortController();

  /** Makes the scheduler of a farm. */
  constructor(
    db: Database,
    { updateIntervalSeconds = 1, idleHold = 1000, heartbeatTimeout = 60_000 }: SchedulerOptions =
      {},
  ) {
    this.#db = db;
    this.updateIntervalSeconds = updateIntervalSeconds;
    this.idleHold = idleHold;
    this.heartbeatTimeout = heartbeatTimeout;
  }

  /** Tells workers whose calls are held that there may be something to do. */
  wake(): void {
    this.#wakeUp.wake();
  }

  /** Waits at most `ms` milliseconds until there may be something to tell a worker. */
  hold(ms: number, signal: AbortSignal): Promise<void> {
    return this.#wakeUp.wait(ms, AbortSignal.any([signal, this.#closed.signal]));
  }

  /** Whether the farm is stopping, and holds no calls any more. */
  get closed(): boolean {
    return this.#closed.signal.aborted;
  }

  /** Ends all waits, so that the server can stop. */
  close(): void {
    this.#closed.abort();
  }

  /** Takes in a worker's reports and tells it all that it has to do. */
  heartbeat(
    worker: WorkerRow,
    reports: Readonly<Record<string, ActionReport>>,
    now: number,
  ): Schedule {
    const db = this.#db;
    db.run("UPDATE worker SET last_seen = ? WHERE id = ?", now, worker.id);
    applyReports(db, worker, reports, now);
    const draining = worker.status === "STOPPING" || !isWanted(db, worker);
    assign(db, worker, draining, now);
    this.#settleAssociations(worker.farm_id, worker.fleet_id);
    const schedule = this.#schedule(worker);
    const busy = Object.keys(schedule.assignedSessions).length > 0;
    if (worker.status !== "STOPPING") {
      setWorkerStatus(db, worker.id, busy ? "RUNNING" : "IDLE", now);
    }
    // What one worker has finished may be what another waits for.
    if (Object.keys(reports).length > 0) this.wake();
    return draining && !busy ? { ...schedule, desiredWorkerStatus: "STOPPED" } : schedule;
  }

  /** Whether a queue has something to run, or may not run anything. */
  queueStatus(
    queue: Document,
    now: number,
  ): { status: "IDLE" | "SCHEDULING" | "SCHEDULING_BLOCKED"; blockedReason?: string } {
    const block = budgetBlock(this.#db, queue, now);
    if (block !== undefined) return { status: "SCHEDULING_BLOCKED", blockedReason: block.reason };
    const active = [...ON_WORKER, "READY"].map((status) => `'${status}'`).join(", ");
    const found = this.#db.get(
      `SELECT 1 FROM job WHERE queue_id = ? AND task_run_status IN (${active}) LIMIT 1`,
      String(queue.queueId),
    );
    return { status: found === undefined ? "IDLE" : "SCHEDULING" };
  }

  /** After the budgets of a queue have changed: stops what runs if they want that. */
  budgetsChanged(farmId: string, queueId: string, now: number): void {
    const queue = findResource(this.#db, "queue", queueId, farmId);
    if (queue !== undefined && budgetBlock(this.#db, queue, now)?.cancelsTasks) {
      for (const task of this.#tasksOn(queueId)) steerTask(this.#db, task, "READY", now);
    }
    this.wake();
  }

  /**
   * Carries out what a queue-fleet association asks after its status was changed: stopping
   * completes or cancels what runs, and ends in STOPPED when nothing runs any more.
   */
  associationChanged(farmId: string, queueId: string, fleetId: string, now: number): void {
    const kind = "queueFleetAssociation";
    const id = `${queueId}/${fleetId}`;
    const association = getResource(this.#db, kind, id, farmId);
    if (association.status === "STOP_SCHEDULING_AND_CANCEL_TASKS") {
      for (const task of this.#tasksOn(queueId, fleetId)) {
        steerTask(this.#db, task, "READY", now);
      }
    }
    this.#settleAssociations(farmId, fleetId);
    this.wake();
  }

  /** Ends the sessions of a worker that is gone or begins anew. */
  abandon(worker: WorkerRow, now: number): void {
    abandonSessions(this.#db, worker.id, now);
    this.#settleAssociations(worker.farm_id, worker.fleet_id);
    this.wake();
  }

  /** A worker whose process is known to be gone has stopped; what it ran goes back to the queue. */
  workerGone(workerId: string, now: number): void {
    const worker = this.#db.get<WorkerRow>("SELECT * FROM worker WHERE id = ?", workerId);
    if (worker === undefined || worker.status === "CREATED") return;
    this.abandon(worker, now);
    setWorkerStatus(this.#db, worker.id, "STOPPED", now);
  }

  /** Whether a worker that does not run is to be started; without an id, one more. */
  wantsWorker(
    fleet: { readonly farmId: string; readonly fleetId: string },
    workerId: string | undefined,
  ): boolean {
    return hasPlace(this.#db, fleet, workerId);
  }

  /** Lets what a worker runs go back to the queue, so that it can stop soon. */
  interruptTasks({ id }: WorkerRow, now: number): void {
    const running = this.#db.all<{ jobId: string; stepId: string; position: number }>(
      `SELECT a.job_id AS jobId, a.step_id AS stepId, a.task_position AS position
       FROM session s JOIN session_action a ON a.session_id = s.id
       WHERE s.worker_id = ? AND s.ended_at IS NULL AND a.kind = 'taskRun'
         AND a.status IN ('ASSIGNED', 'SCHEDULED', 'RUNNING')`,
      id,
    );
    for (const task of running) steerTask(this.#db, task, "READY", now);
    this.wake();
  }

  /**
   * Counts workers as stopped that were to stop, have nothing left to do, and go on asking: the real
   * worker agent does so for ever where it may not shut down its host.
   */
  reapDrainedWorkers(now: number): string[] {
    const drained = this.#db.all<WorkerRow>(
      `SELECT * FROM worker WHERE status = 'STOPPING' AND updated_at < ?1 AND NOT EXISTS (
         SELECT 1 FROM session WHERE worker_id = worker.id AND coalesce(ended_at, ?1) >= ?1)`,
      now - this.heartbeatTimeout,
    );
    for (const worker of drained) {
      setWorkerStatus(this.#db, worker.id, "STOPPED", now);
      this.#settleAssociations(worker.farm_id, worker.fleet_id);
    }
    return drained.map((worker) => worker.id);
  }

  /** Gives up workers whose heartbeat has stopped; what they ran goes back to the queue. */
  loseSilentWorkers(now: number): string[] {
    const lost = this.#db.all<WorkerRow>(
      `SELECT * FROM worker WHERE last_seen < ?
       AND status IN ('STARTED', 'IDLE', 'RUNNING', 'STOPPING')`,
      now - this.heartbeatTimeout,
    );
    for (const worker of lost) {
      this.abandon(worker, now);
      const gone = worker.status === "STOPPING" ? "STOPPED" : "NOT_RESPONDING";
      setWorkerStatus(this.#db, worker.id, gone, now);
    }
    return lost.map((worker) => worker.id);
  }

  // A stopping association is STOPPED once nothing runs under it any more.
  #settleAssociations(farmId: string, fleetId: string): void {
    const kind = "queueFleetAssociation";
    for (const { id, document } of listResources(this.#db, kind, farmId)) {
      const stopping = String(document.status).startsWith("STOP_SCHEDULING");
      if (document.fleetId !== fleetId || !stopping) continue;
      const open = this.#db.get(
        "SELECT 1 FROM session WHERE queue_id = ? AND fleet_id = ? AND ended_at IS NULL LIMIT 1",
        String(document.queueId),
        fleetId,
      );
      if (open === undefined) {
        updateResource(this.#db, kind, id, { ...document, status: "STOPPED" });
      }
    }
  }

  #tasksOn(
    queueId: string,
    fleetId?: string,
  ): { jobId: string; stepId: string; position: number }[] {
    return this.#db.all(
      `SELECT a.job_id AS jobId, a.step_id AS stepId, a.task_position AS position
       FROM session s JOIN session_action a ON a.session_id = s.id
       WHERE s.queue_id = ?1 AND s.fleet_id = coalesce(?2, s.fleet_id) AND s.ended_at IS NULL
         AND a.kind = 'taskRun' AND a.status IN ('ASSIGNED', 'SCHEDULED', 'RUNNING')`,
      queueId,
      fleetId ?? null,
    );
  }

  // The whole state, as the protocol wants it: what is left out is stopped and forgotten.
  #schedule(worker: WorkerRow): Schedule {
    const assignedSessions: Record<string, Shown> = {};
    const cancelSessionActions: Record<string, string[]> = {};
    for (const session of openSessions(this.#db, worker.id)) {
      const actions = openActions(this.#db, session.id);
      assignedSessions[session.id] = {
        queueId: session.queue_id,
        jobId: session.job_id,
        sessionActions: actions.map((action) => ({
          sessionActionId: sessionActionId(session.id, action.position),
          definition: actionDefinition(action),
        })),
        logConfiguration: sessionLog(session.farm_id, session.queue_id, session.id),
      };
      const first = actions.find(({ status }) => status === "CANCELING");
      if (first === undefined) continue;
      cancelSessionActions[session.id] = actions
        .filter((action) => action.position >= first.position && action.kind !== "envExit")
        .map((action) => sessionActionId(session.id, action.position));
    }
    return {
      assignedSessions,
      cancelSessionActions,
      updateIntervalSeconds: this.updateIntervalSeconds,
    };
  }
}
