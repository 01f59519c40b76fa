import type * as sdk from "@aws-sdk/client-deadline";
import { getResource, updateResource } from "../store/resources.ts";
import { createAssociation, deleteAssociation } from "./associations.ts";
import type { Checked, Context, Output } from "./context.ts";
import { listPage, updated } from "./records.ts";

const KIND = "queueLimitAssociation";

/** Operations on associations of queues with limits. */
export const queueLimitAssociations = {
  CreateQueueLimitAssociation(
    { farmId, queueId, limitId }: Checked<sdk.CreateQueueLimitAssociationRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "queue", queueId, farmId);
    getResource(context.db, "limit", limitId, farmId);
    const ends = { queueId, limitId };
    createAssociation(context, KIND, farmId, `${queueId}/${limitId}`, ends);
    return {};
  },

  GetQueueLimitAssociation(
    { farmId, queueId, limitId }: Checked<sdk.GetQueueLimitAssociationRequest>,
    { db }: Context,
  ): Output {
    return getResource(db, KIND, `${queueId}/${limitId}`, farmId);
  },

  ListQueueLimitAssociations(
    input: Checked<sdk.ListQueueLimitAssociationsRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "farm", input.farmId, "");
    return listPage(context, KIND, input.farmId, "queueLimitAssociations", input, {
      keep: (association) =>
        (input.queueId === undefined || association.queueId === input.queueId) &&
        (input.limitId === undefined || association.limitId === input.limitId),
    });
  },

  /** Tasks that run keep what they hold, so that stopping is done at once. */
  UpdateQueueLimitAssociation(
    { farmId, queueId, limitId, status }: Checked<sdk.UpdateQueueLimitAssociationRequest>,
    context: Context,
  ): Output {
    const id = `${queueId}/${limitId}`;
    updateResource(context.db, KIND, id, {
      ...getResource(context.db, KIND, id, farmId),
      status: status === "ACTIVE" ? status : "STOPPED",
      ...updated(context),
    });
    context.scheduler.wake();
    return {};
  },

  DeleteQueueLimitAssociation(
    { farmId, queueId, limitId }: Checked<sdk.DeleteQueueLimitAssociationRequest>,
    { db }: Context,
  ): Output {
    deleteAssociation(db, KIND, farmId, `${queueId}/${limitId}`);
    return {};
  },
};
