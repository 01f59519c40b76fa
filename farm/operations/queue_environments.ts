import type * as sdk from "@aws-sdk/client-deadline";
import { readEnvironmentTemplate } from "../jobs/plan.ts";
import { newId } from "../store/ids.ts";
import { deleteResource, getResource, insertResource, updateResource } from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { created, listPage, pick, updated } from "./records.ts";

const KIND = "queueEnvironment";

/** Operations on queue environments. */
export const queueEnvironments = {
  CreateQueueEnvironment(
    input: Checked<sdk.CreateQueueEnvironmentRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "queue", input.queueId, input.farmId);
    const { name } = readEnvironmentTemplate(input.template, input.templateType);
    const queueEnvironmentId = newId("queueenv");
    insertResource(context.db, KIND, queueEnvironmentId, input.queueId, context.now, {
      queueEnvironmentId,
      name,
      ...pick(input, ["priority", "templateType", "template"]),
      ...created(context),
    });
    return { queueEnvironmentId };
  },

  GetQueueEnvironment(
    { farmId, queueId, queueEnvironmentId }: Checked<sdk.GetQueueEnvironmentRequest>,
    { db }: Context,
  ): Output {
    getResource(db, "queue", queueId, farmId);
    return getResource(db, KIND, queueEnvironmentId, queueId);
  },

  ListQueueEnvironments(
    input: Checked<sdk.ListQueueEnvironmentsRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "queue", input.queueId, input.farmId);
    return listPage(context, KIND, input.queueId, "environments", input);
  },

  UpdateQueueEnvironment(
    input: Checked<sdk.UpdateQueueEnvironmentRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "queue", input.queueId, input.farmId);
    const before = getResource(context.db, KIND, input.queueEnvironmentId, input.queueId);
    const after = { ...before, ...pick(input, ["priority", "templateType", "template"]) };
    const { name } = readEnvironmentTemplate(
      after.template as string,
      after.templateType as string,
    );
    updateResource(context.db, KIND, input.queueEnvironmentId, {
      ...after,
      name,
      ...updated(context),
    });
    return {};
  },

  DeleteQueueEnvironment(
    { farmId, queueId, queueEnvironmentId }: Checked<sdk.DeleteQueueEnvironmentRequest>,
    { db }: Context,
  ): Output {
    getResource(db, "queue", queueId, farmId);
    getResource(db, KIND, queueEnvironmentId, queueId);
    deleteResource(db, KIND, queueEnvironmentId);
    return {};
  },
};
