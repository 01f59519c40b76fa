import { notFound } from "../protocol/errors.ts";
import type { Database } from "./database.ts";
import type { WorkerRow } from "./rows.ts";

/** How many workers a fleet has. */
export function countWorkers(db: Database, fleetId: string): number {
  return db.get<{ n: number }>("SELECT count(*) AS n FROM worker WHERE fleet_id = ?", fleetId)!.n;
}

/**
 * A worker of a fleet.
 *
 * @throws {ServiceError} `ResourceNotFoundException` if there is none.
 */
export function getWorker(
  db: Database,
  farmId: string,
  fleetId: string,
  workerId: string,
): WorkerRow {
  const row = db.get<WorkerRow>(
    "SELECT * FROM worker WHERE id = ? AND fleet_id = ? AND farm_id = ?",
    workerId,
    fleetId,
    farmId,
  );
  if (row === undefined) throw notFound("worker", workerId);
  return row;
}

/** Sets a worker's status. */
export function setWorkerStatus(db: Database, workerId: string, status: string, now: number): void {
  db.run(
    "UPDATE worker SET status = ?, updated_at = ? WHERE id = ? AND status <> ?",
    status,
    now,
    workerId,
    status,
  );
}
