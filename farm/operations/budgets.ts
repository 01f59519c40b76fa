import type * as sdk from "@aws-sdk/client-deadline";
import { newId } from "../store/ids.ts";
import { getResource } from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { changeRecord, createRecord, listPage, pick, removeRecord } from "./records.ts";

/**
 * Operations on budgets. Nothing costs money here, so only a threshold of nothing at all is reached.
 */
export const budgets = {
  CreateBudget(input: Checked<sdk.CreateBudgetRequest>, context: Context): Output {
    getResource(context.db, "farm", input.farmId, "");
    getResource(context.db, "queue", input.usageTrackingResource.queueId!, input.farmId);
    const budgetId = newId("budget");
    createRecord(context, "budget", budgetId, input.farmId, {
      budgetId,
      status: "ACTIVE",
      usages: { approximateDollarUsage: 0 },
      ...pick(input, [
        "displayName",
        "description",
        "usageTrackingResource",
        "approximateDollarLimit",
        "actions",
        "schedule",
      ]),
    });
    tellQueue(input, context);
    return { budgetId };
  },

  GetBudget({ farmId, budgetId }: Checked<sdk.GetBudgetRequest>, { db }: Context): Output {
    return getResource(db, "budget", budgetId, farmId);
  },

  ListBudgets(input: Checked<sdk.ListBudgetsRequest>, context: Context): Output {
    getResource(context.db, "farm", input.farmId, "");
    return listPage(context, "budget", input.farmId, "budgets", input, {
      keep: (budget) => input.status === undefined || budget.status === input.status,
    });
  },

  UpdateBudget(input: Checked<sdk.UpdateBudgetRequest>, context: Context): Output {
    const removed = new Set(input.actionsToRemove?.map(actionKey));
    const kept = (actions: unknown) =>
      (actions as sdk.ResponseBudgetAction[]).filter((action) => !removed.has(actionKey(action)));
    const budget = changeRecord(context, "budget", input.budgetId, input.farmId, (before) => ({
      ...pick(input, [
        "displayName",
        "description",
        "status",
        "approximateDollarLimit",
        "schedule",
      ]),
      actions: [...kept(before.actions), ...input.actionsToAdd ?? []],
    }));
    tellQueue({ farmId: input.farmId, ...budget }, context);
    return {};
  },

  DeleteBudget({ farmId, budgetId }: Checked<sdk.DeleteBudgetRequest>, context: Context): Output {
    const budget = removeRecord(context, "budget", budgetId, farmId);
    tellQueue({ farmId, ...budget }, context);
    return {};
  },
};

/** The queue of a budget may have to stop, or may go on. */
function tellQueue(
  { farmId, usageTrackingResource }: { farmId: string; usageTrackingResource?: unknown },
  { scheduler, now }: Context,
): void {
  const { queueId } = usageTrackingResource as { queueId: string };
  scheduler.budgetsChanged(farmId, queueId, now);
}

function actionKey(
  { type, thresholdPercentage }: { type?: string; thresholdPercentage?: number },
): string {
  return `${type}/${thresholdPercentage}`;
}
