import type * as sdk from "@aws-sdk/client-deadline";
import { conflict } from "../protocol/errors.ts";
import {
  deleteResource,
  findResource,
  getResource,
  insertResource,
  updateResource,
} from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { created, listPage, updated } from "./records.ts";

const KIND = "queueLimitAssociation";

/** Operations on associations of queues with limits. */
export const queueLimitAssociations = {
  CreateQueueLimitAssociation(
    { farmId, queueId, limitId }: Checked<sdk.CreateQueueLimitAssociationRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "queue", queueId, farmId);
    getResource(context.db, "limit", limitId, farmId);
    const id = `${queueId}/${limitId}`;
    if (findResource(context.db, KIND, id, farmId) !== undefined) {
      throw conflict("RESOURCE_ALREADY_EXISTS", KIND, id, `Association ${id} already exists.`);
    }
    const document = { queueId, limitId, status: "ACTIVE", ...created(context) };
    insertResource(context.db, KIND, id, farmId, context.now, document);
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
    const id = `${queueId}/${limitId}`;
    const { status } = getResource(db, KIND, id, farmId);
    if (status !== "STOPPED") {
      throw conflict(
        "STATUS_CONFLICT",
        KIND,
        id,
        `Cannot delete association ${id}: its status is ${status}, not STOPPED.`,
        { status: String(status) },
      );
    }
    deleteResource(db, KIND, id);
    return {};
  },
};
