import type { Database } from "../store/database.ts";
import { listSteps } from "../store/jobs.ts";
import { type Document, findResource, listResources } from "../store/resources.ts";
import type { JobRow, StepRow } from "../store/rows.ts";
import {
  fits,
  type FleetCapabilities,
  fleetCapabilities,
  type RequiredCapabilities,
} from "./capabilities.ts";
import { limitsOfQueue } from "./limits.ts";
import { moveTasks } from "./tasks.ts";

/**
 * Marks the steps of a job that no fleet of its queue can run as NOT_COMPATIBLE, and cancels the
 * rest of the job then. A queue without fleets refuses nothing: a fleet may come.
 */
export function settleCompatibility(db: Database, jobId: string, now: number): void {
  const job = db.get<JobRow>("SELECT farm_id, queue_id FROM job WHERE id = ?", jobId)!;
  const fleets = fleetsOfQueue(db, job.farm_id, job.queue_id);
  if (fleets.length === 0) return;
  const steps = listSteps(db, jobId);
  const limits = limitsOfQueue(db, job.farm_id, job.queue_id);
  const misfits = steps.filter((step) => !fleets.some((fleet) => stepFits(step, fleet, limits)));
  for (const { id } of misfits) moveTasks(db, id, ["PENDING", "READY"], "NOT_COMPATIBLE", now);
  if (misfits.length === 0) return;
  for (const { id } of steps) moveTasks(db, id, ["PENDING", "READY"], "CANCELED", now);
}

/** Whether a fleet can run a step; amounts that a limit counts are not the fleet's to have. */
export function stepFits(
  step: StepRow,
  fleet: FleetCapabilities,
  limits: readonly Document[],
): boolean {
  if (step.required_capabilities === null) return true;
  const required = JSON.parse(step.required_capabilities) as RequiredCapabilities;
  const limited = new Set(limits.map((limit) => limit.amountRequirementName));
  const amounts = required.amounts.filter(({ name }) => !limited.has(name));
  return fits({ ...required, amounts }, fleet);
}

/** The queues that a fleet takes jobs from. */
export function queuesOfFleet(db: Database, farmId: string, fleetId: string): string[] {
  return activeAssociations(db, farmId)
    .filter((association) => association.fleetId === fleetId)
    .map((association) => association.queueId);
}

function fleetsOfQueue(db: Database, farmId: string, queueId: string): FleetCapabilities[] {
  return activeAssociations(db, farmId)
    .filter((association) => association.queueId === queueId)
    .map((association) => findResource(db, "fleet", association.fleetId, farmId))
    .filter((fleet) => fleet !== undefined)
    .map(fleetCapabilities);
}

function activeAssociations(db: Database, farmId: string): { queueId: string; fleetId: string }[] {
  return listResources(db, "queueFleetAssociation", farmId)
    .map(({ document }) => document as { queueId: string; fleetId: string; status: string })
    .filter((association) => association.status === "ACTIVE");
}
