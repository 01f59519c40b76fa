import type * as sdk from "@aws-sdk/client-deadline";
import { currentCount } from "../scheduler/limits.ts";
import { newId } from "../store/ids.ts";
import {
  deleteResource,
  type Document,
  getResource,
  insertResource,
  listResources,
  updateResource,
} from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { created, listPage, pick, updated } from "./records.ts";

/** Operations on limits: how much of something all jobs may use together. */
export const limits = {
  CreateLimit(input: Checked<sdk.CreateLimitRequest>, context: Context): Output {
    getResource(context.db, "farm", input.farmId, "");
    const limitId = newId("limit");
    insertResource(context.db, "limit", limitId, input.farmId, context.now, {
      farmId: input.farmId,
      limitId,
      ...pick(input, ["displayName", "amountRequirementName", "maxCount", "description"]),
      ...created(context),
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
    updateResource(context.db, "limit", input.limitId, {
      ...getResource(context.db, "limit", input.limitId, input.farmId),
      ...pick(input, ["displayName", "description", "maxCount"]),
      ...updated(context),
    });
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
