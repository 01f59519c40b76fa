import type * as sdk from "@aws-sdk/client-deadline";
import { showWorker, workerLog } from "../jobs/show.ts";
import { conflict, quotaExceeded } from "../protocol/errors.ts";
import { newId } from "../store/ids.ts";
import { getResource } from "../store/resources.ts";
import type { WorkerRow } from "../store/rows.ts";
import { countWorkers, getWorker, setWorkerStatus } from "../store/workers.ts";
import type { Checked, Context, Output } from "./context.ts";
import { page } from "./paging.ts";
import { putTags } from "./tags.ts";

/** Operations on workers. */
export const workers = {
  CreateWorker(input: Checked<sdk.CreateWorkerRequest>, context: Context): Output {
    const { db, now, caller } = context;
    const { maxWorkerCount } = getResource(db, "fleet", input.fleetId, input.farmId);
    const most = Number(maxWorkerCount ?? -1);
    if (most >= 0 && countWorkers(db, input.fleetId) >= most) {
      throw quotaExceeded("worker", `Fleet ${input.fleetId} already has ${most} workers.`);
    }
    const workerId = newId("worker");
    db.run(
      `INSERT INTO worker (id, farm_id, fleet_id, status, host_properties, last_seen, created_at,
         created_by) VALUES (?, ?, ?, 'CREATED', ?, ?, ?, ?)`,
      workerId,
      input.farmId,
      input.fleetId,
      input.hostProperties === undefined ? null : JSON.stringify(input.hostProperties),
      now,
      now,
      caller,
    );
    putTags(context, workerId, input.tags);
    return { workerId };
  },

  GetWorker(input: Checked<sdk.GetWorkerRequest>, { db }: Context): Output {
    return showWorker(getWorker(db, input.farmId, input.fleetId, input.workerId));
  },

  ListWorkers(input: Checked<sdk.ListWorkersRequest>, { db }: Context): Output {
    getResource(db, "fleet", input.fleetId, input.farmId);
    const { items, nextToken } = page(
      input,
      `workers/${input.fleetId}`,
      (after: [number, string] | undefined, limit) =>
        db.all<WorkerRow>(
          `SELECT * FROM worker WHERE fleet_id = ? AND (created_at, id) > (?, ?)
           ORDER BY created_at, id LIMIT ?`,
          input.fleetId,
          ...(after ?? [-1, ""]),
          limit,
        ),
      (row): [number, string] => [row.created_at, row.id],
    );
    return { workers: items.map(showWorker), nextToken };
  },

  /**
   * A worker starts, begins to stop, or has stopped. With the farm's own key others ask it to: to
   * stop once it has done what it does, to stop at once, or not to stop any more.
   */
  UpdateWorker(input: Checked<sdk.UpdateWorkerRequest>, context: Context): Output {
    const { db, now } = context;
    const worker = getWorker(db, input.farmId, input.fleetId, input.workerId);
    db.run(
      `UPDATE worker SET host_properties = coalesce(?, host_properties),
         capabilities = coalesce(?, capabilities), last_seen = ? WHERE id = ?`,
      input.hostProperties === undefined ? null : JSON.stringify(input.hostProperties),
      input.capabilities === undefined ? null : JSON.stringify(input.capabilities),
      now,
      worker.id,
    );
    if (input.status === "STARTED" && worker.status === "STOPPING") {
      throw statusConflict(worker, "it is still stopping");
    }
    if (input.status !== undefined) setStatus(worker, input.status as ToldStatus, context);
    const { hostConfiguration } = getResource(db, "fleet", input.fleetId, input.farmId);
    return { log: workerLog(worker.farm_id, worker.fleet_id, worker.id), hostConfiguration };
  },

  DeleteWorker(input: Checked<sdk.DeleteWorkerRequest>, { db }: Context): Output {
    const worker = getWorker(db, input.farmId, input.fleetId, input.workerId);
    if (worker.status !== "CREATED" && worker.status !== "STOPPED") {
      throw statusConflict(worker, `its status is ${worker.status}`);
    }
    db.run("DELETE FROM worker WHERE id = ?", worker.id);
    return {};
  },
};

type ToldStatus = "STARTED" | "STOPPING" | "STOPPED";

const ACTIVE = ["STARTED", "IDLE", "RUNNING", "STOPPING"];

function setStatus(worker: WorkerRow, told: ToldStatus, context: Context): void {
  const { db, now, scheduler, principal } = context;
  const asked = principal.kind === "user";
  db.run(
    "UPDATE worker SET stop_asked = ? WHERE id = ?",
    asked && told !== "STARTED" ? 1 : told === "STARTED" ? 0 : worker.stop_asked,
    worker.id,
  );
  // Whoever asks does not know what the worker has stopped doing: the worker will say so.
  const wait = asked && told === "STOPPED" && ACTIVE.includes(worker.status);
  if (wait) scheduler.interruptTasks(worker, now);
  const status = wait ? "STOPPING" : told;
  // A worker that starts, or has stopped, runs nothing of what it ran before.
  if (status !== "STOPPING") scheduler.abandon(worker, now);
  setWorkerStatus(db, worker.id, status, now);
  scheduler.wake();
}

/** A worker that asks for work; refused when it has not started. */
export function workingWorker(
  { farmId, fleetId, workerId }: Checked<sdk.UpdateWorkerScheduleRequest>,
  { db }: Pick<Context, "db">,
): WorkerRow {
  const worker = getWorker(db, farmId, fleetId, workerId);
  if (!ACTIVE.includes(worker.status)) {
    throw statusConflict(worker, `its status is ${worker.status}`);
  }
  return worker;
}

function statusConflict({ id, status }: WorkerRow, why: string): Error {
  return conflict("STATUS_CONFLICT", "worker", id, `Worker ${id} cannot do that: ${why}.`, {
    status,
  });
}
