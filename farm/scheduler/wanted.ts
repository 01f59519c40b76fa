import type * as sdk from "@aws-sdk/client-deadline";
import type { Database } from "../store/database.ts";
import { findResource, listResources } from "../store/resources.ts";
import type { WorkerRow } from "../store/rows.ts";

const WORKING = "status IN ('STARTED', 'IDLE', 'RUNNING') AND stop_asked = 0";

/**
 * Whether a worker is to go on. It is not if somebody asked it to stop, if its fleet has more
 * workers than it may have, the newest first, or if its fleet scales by itself and none of the
 * fleet's queues schedules any more.
 */
export function isWanted(db: Database, worker: WorkerRow): boolean {
  if (worker.stop_asked === 1) return false;
  const { n: before } = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM worker WHERE fleet_id = ? AND ${WORKING}
     AND (created_at, id) < (?, ?)`,
    worker.fleet_id,
    worker.created_at,
    worker.id,
  )!;
  return before < wantedWorkers(db, worker.farm_id, worker.fleet_id);
}

/** Whether a worker that does not run, or one more, would find a place in a fleet. */
export function hasPlace(
  db: Database,
  { farmId, fleetId }: { readonly farmId: string; readonly fleetId: string },
  workerId: string | undefined,
): boolean {
  const workers = db.all<WorkerRow>("SELECT * FROM worker WHERE fleet_id = ?", fleetId);
  const own = workers.find(({ id }) => id === workerId);
  if (own?.stop_asked === 1) return false;
  const most = wantedWorkers(db, farmId, fleetId);
  // A worker that is not known is made anew, and those that have stopped count then, too.
  if (own === undefined && workers.length >= most) return false;
  const { n: working } = db.get<{ n: number }>(
    `SELECT count(*) AS n FROM worker WHERE fleet_id = ? AND ${WORKING} AND id <> ?`,
    fleetId,
    workerId ?? "",
  )!;
  return working < most;
}

/** How many workers a fleet is to have at most at the moment. */
function wantedWorkers(db: Database, farmId: string, fleetId: string): number {
  const fleet = findResource(db, "fleet", fleetId, farmId);
  if (fleet === undefined) return 0;
  const most = fleet.maxWorkerCount === undefined ? Infinity : Number(fleet.maxWorkerCount);
  const { customerManaged } = fleet.configuration as sdk.FleetConfiguration;
  // The hosts of a fleet that does not scale are their owner's: they wait for the next queue.
  if (customerManaged?.mode !== "EVENT_BASED_AUTO_SCALING") return most;
  const active = listResources(db, "queueFleetAssociation", farmId)
    .some(({ document }) => document.fleetId === fleetId && document.status === "ACTIVE");
  return active ? most : Math.min(most, Number(fleet.minWorkerCount ?? 0));
}
