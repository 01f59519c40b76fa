import type * as sdk from "@aws-sdk/client-deadline";
import { getResource, updateResource } from "../store/resources.ts";
import { createAssociation, deleteAssociation } from "./associations.ts";
import type { Checked, Context, Output } from "./context.ts";
import { listPage, updated } from "./records.ts";

const KIND = "queueFleetAssociation";

/** Operations on associations of queues with fleets. */
export const queueFleetAssociations = {
  CreateQueueFleetAssociation(
    { farmId, queueId, fleetId }: Checked<sdk.CreateQueueFleetAssociationRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "queue", queueId, farmId);
    getResource(context.db, "fleet", fleetId, farmId);
    const ends = { queueId, fleetId };
    createAssociation(context, KIND, farmId, `${queueId}/${fleetId}`, ends);
    context.scheduler.wake();
    return {};
  },

  GetQueueFleetAssociation(
    { farmId, queueId, fleetId }: Checked<sdk.GetQueueFleetAssociationRequest>,
    { db }: Context,
  ): Output {
    return getResource(db, KIND, `${queueId}/${fleetId}`, farmId);
  },

  ListQueueFleetAssociations(
    input: Checked<sdk.ListQueueFleetAssociationsRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "farm", input.farmId, "");
    return listPage(context, KIND, input.farmId, "queueFleetAssociations", input, {
      keep: (association) =>
        (input.queueId === undefined || association.queueId === input.queueId) &&
        (input.fleetId === undefined || association.fleetId === input.fleetId),
    });
  },

  UpdateQueueFleetAssociation(
    { farmId, queueId, fleetId, status }: Checked<sdk.UpdateQueueFleetAssociationRequest>,
    context: Context,
  ): Output {
    const id = `${queueId}/${fleetId}`;
    const association = getResource(context.db, KIND, id, farmId);
    updateResource(context.db, KIND, id, { ...association, status, ...updated(context) });
    context.scheduler.associationChanged(farmId, queueId, fleetId, context.now);
    return {};
  },

  DeleteQueueFleetAssociation(
    { farmId, queueId, fleetId }: Checked<sdk.DeleteQueueFleetAssociationRequest>,
    { db }: Context,
  ): Output {
    deleteAssociation(db, KIND, farmId, `${queueId}/${fleetId}`);
    return {};
  },
};
