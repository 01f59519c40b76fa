import type { Database } from "../store/database.ts";
import { type Document, findResource, listResources } from "../store/resources.ts";
import type { StepRow } from "../store/rows.ts";
import type { RequiredCapabilities } from "./capabilities.ts";
import { ON_WORKER } from "./statuses.ts";

const HOLDING = ON_WORKER.map((status) => `'${status}'`).join(", ");

/** The limits that hold for a queue. */
export function limitsOfQueue(db: Database, farmId: string, queueId: string): Document[] {
  return listResources(db, "queueLimitAssociation", farmId)
    .filter(({ document }) => document.queueId === queueId && document.status === "ACTIVE")
    .map(({ document }) => findResource(db, "limit", String(document.limitId), farmId))
    .filter((limit) => limit !== undefined);
}

/** How much of a limit the tasks hold that workers have now. */
export function currentCount(db: Database, limit: Document): number {
  const queues = listResources(db, "queueLimitAssociation", String(limit.farmId))
    .filter(({ document }) => document.limitId === limit.limitId)
    .map(({ document }) => String(document.queueId));
  let count = 0;
  for (const queueId of queues) {
    const steps = db.all<{ required_capabilities: string; tasks: number }>(
      `SELECT s.required_capabilities, count(*) AS tasks
       FROM job j JOIN step s ON s.job_id = j.id JOIN task t ON t.step_id = s.id
       WHERE j.queue_id = ? AND j.task_run_status IN (${HOLDING})
         AND s.required_capabilities IS NOT NULL AND t.run_status IN (${HOLDING})
       GROUP BY s.id`,
      queueId,
    );
    for (const { required_capabilities, tasks } of steps) {
      const name = String(limit.amountRequirementName);
      count += tasks * amountOf(JSON.parse(required_capabilities), name);
    }
  }
  return count;
}

/** Whether the limits of its queue leave room for one more task of a step. */
export function hasLimitsLeft(db: Database, step: StepRow, limits: readonly Document[]): boolean {
  if (step.required_capabilities === null) return true;
  const required = JSON.parse(step.required_capabilities) as RequiredCapabilities;
  return limits.every((limit) => {
    const amount = amountOf(required, String(limit.amountRequirementName));
    const most = Number(limit.maxCount);
    return amount === 0 || most < 0 || currentCount(db, limit) + amount <= most;
  });
}

function amountOf({ amounts }: RequiredCapabilities, name: string): number {
  return amounts.find((amount) => amount.name === name)?.min ?? 0;
}
