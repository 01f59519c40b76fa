import type * as sdk from "@aws-sdk/client-deadline";
import { currentCount } from "../scheduler/limits.ts";
import { newId } from "../store/ids.ts";
import { deleteResource, type Document, getResource, listResources } from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { changeRecord, createRecord, listPage, pick } from "./records.ts";

/** Operations on limits: how much of something all jobs may use together. */
export const limits = {
  CreateLimit(input: Checked<sdk.CreateLimitRequest>, context: Context): Output {
    getResource(context.db, "farm", input.farmId, "");
    const limitId = newId("limit");
    createRecord(context, "limit", limitId, input.farmId, {
      farmId: input.farmId,
      limitId,
      ...pick(input, ["displayName", "amountRequirementName", "maxCount", "description"]),
    });
    return { limitId };
  },

  GetLimit({ farmId, limitId }: Checked<sdk.GetLimitRequest>, context: Context): Output {
    return show(getResource(context.db, "limit", limitId, farmId), context);
  },

  ListLimits(input: Checked<sdk.ListLimitsRequest>, context: Context): Output {
    getResource(context.db, "farm", input.farmId, "");
    return listPage(context, "limit", input.farmId, "limits", input, {
      show: (limit) => show(limit, context),
    });
  },

  UpdateLimit(input: Checked<sdk.UpdateLimitRequest>, context: Context): Output {
    const changes = pick(input, ["displayName", "description", "maxCount"]);
    changeRecord(context, "limit", input.limitId, input.farmId, changes);
    context.scheduler.wake();
    return {};
  },

  DeleteLimit({ farmId, limitId }: Checked<sdk.DeleteLimitRequest>, context: Context): Output {
    getResource(context.db, "limit", limitId, farmId);
    for (const { id, document } of listResources(context.db, "queueLimitAssociation", farmId)) {
      if (document.limitId === limitId) deleteResource(context.db, "queueLimitAssociation", id);
    }
    deleteResource(context.db, "limit", limitId);
    context.scheduler.wake();
    return {};
  },
};

function show(limit: Document, { db }: Context): Document {
  return { ...limit, currentCount: currentCount(db, limit) };
}
