import type * as sdk from "@aws-sdk/client-deadline";
import type { Database } from "../store/database.ts";
import { type Document, listResources } from "../store/resources.ts";

/** Why a queue schedules nothing, and what becomes of the tasks that run. */
export interface Block {
  readonly reason: "NO_BUDGET_CONFIGURED" | "BUDGET_THRESHOLD_REACHED";
  readonly cancelsTasks: boolean;
}

/**
 * Whether budgets keep a queue from scheduling: because it has none and must have one, or because
 * the limit of one is reached.
 */
export function budgetBlock(db: Database, queue: Document, now: number): Block | undefined {
  const budgets = listResources(db, "budget", String(queue.farmId))
    .map(({ document }) => document as Document & sdk.GetBudgetResponse)
    .filter((budget) => budget.usageTrackingResource?.queueId === queue.queueId)
    .filter((budget) => budget.status === "ACTIVE" && isInTime(budget, now));
  if (budgets.length === 0) {
    const action = String(queue.defaultBudgetAction ?? "NONE");
    if (action === "NONE") return undefined;
    return { reason: "NO_BUDGET_CONFIGURED", cancelsTasks: cancels(action) };
  }
  const reached = budgets.flatMap(({ actions, approximateDollarLimit, usages }) => {
    const used = 100 * (usages?.approximateDollarUsage ?? 0) / approximateDollarLimit!;
    return (actions ?? []).filter(({ thresholdPercentage }) => used >= thresholdPercentage!);
  });
  if (reached.length === 0) return undefined;
  const cancelsTasks = reached.some(({ type }) => cancels(String(type)));
  return { reason: "BUDGET_THRESHOLD_REACHED", cancelsTasks };
}

function isInTime({ schedule }: sdk.GetBudgetResponse, now: number): boolean {
  const { startTime, endTime } = schedule?.fixed ?? {};
  return (startTime === undefined || new Date(startTime).getTime() <= now) &&
    (endTime === undefined || now < new Date(endTime).getTime());
}

function cancels(action: string): boolean {
  return action === "STOP_SCHEDULING_AND_CANCEL_TASKS";
}
