import type * as sdk from "@aws-sdk/client-deadline";
import { newId } from "../store/ids.ts";
import { deleteResource, type Document, getResource, listResources } from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import {
  changeRecord,
  createRecord,
  listPage,
  memberFilter,
  pick,
  refuseInUse,
} from "./records.ts";

const SETTINGS = [
  "displayName",
  "description",
  "defaultBudgetAction",
  "jobAttachmentSettings",
  "roleArn",
  "jobRunAsUser",
  "schedulingConfiguration",
] as const;

/** Operations on queues. */
export const queues = {
  CreateQueue(input: Checked<sdk.CreateQueueRequest>, context: Context): Output {
    getResource(context.db, "farm", input.farmId, "");
    const queueId = newId("queue");
    createRecord(context, "queue", queueId, input.farmId, {
      farmId: input.farmId,
      queueId,
      defaultBudgetAction: "NONE",
      ...pick(input, SETTINGS),
      ...pick(input, ["requiredFileSystemLocationNames", "allowedStorageProfileIds"]),
    }, input.tags);
    return { queueId };
  },

  GetQueue({ farmId, queueId }: Checked<sdk.GetQueueRequest>, context: Context): Output {
    const queue = getResource(context.db, "queue", queueId, farmId);
    return { ...queue, ...context.scheduler.queueStatus(queue, context.now) };
  },

  ListQueues(input: Checked<sdk.ListQueuesRequest>, context: Context): Output {
    getResource(context.db, "farm", input.farmId, "");
    const member = memberFilter(context, input.principalId, (queue) => queue.queueId as string);
    const status = (queue: Document) => context.scheduler.queueStatus(queue, context.now);
    const keep = input.status === undefined
      ? member
      : (queue: Document) => status(queue).status === input.status && (member?.(queue) ?? true);
    const show = (queue: Document) => ({ ...queue, ...status(queue) });
    return listPage(context, "queue", input.farmId, "queues", input, { keep, show });
  },

  UpdateQueue(input: Checked<sdk.UpdateQueueRequest>, context: Context): Output {
    changeRecord(context, "queue", input.queueId, input.farmId, (queue) => ({
      ...pick(input, SETTINGS),
      requiredFileSystemLocationNames: changeSet(
        queue.requiredFileSystemLocationNames,
        input.requiredFileSystemLocationNamesToAdd,
        input.requiredFileSystemLocationNamesToRemove,
      ),
      allowedStorageProfileIds: changeSet(
        queue.allowedStorageProfileIds,
        input.allowedStorageProfileIdsToAdd,
        input.allowedStorageProfileIdsToRemove,
      ),
    }));
    context.scheduler.budgetsChanged(input.farmId, input.queueId, context.now);
    return {};
  },

  DeleteQueue({ farmId, queueId }: Checked<sdk.DeleteQueueRequest>, { db }: Context): Output {
    getResource(db, "queue", queueId, farmId);
    const associations = listResources(db, "queueFleetAssociation", farmId)
      .filter(({ document }) => document.queueId === queueId && document.status !== "STOPPED");
    refuseInUse("queue", queueId, associations.length, "associations with fleets");
    deleteResource(db, "queue", queueId);
    return {};
  },
};

function changeSet(
  current: unknown,
  toAdd: readonly string[] = [],
  toRemove: readonly string[] = [],
): string[] | undefined {
  const set = new Set([...(current as string[] | undefined ?? []), ...toAdd]);
  for (const item of toRemove) set.delete(item);
  return set.size === 0 ? undefined : [...set];
}
