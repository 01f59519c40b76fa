import type * as sdk from "@aws-sdk/client-deadline";
import { readEnvironmentTemplate } from "../jobs/plan.ts";
import { newId } from "../store/ids.ts";
import { getResource } from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { changeRecord, createRecord, listPage, pick, removeRecord } from "./records.ts";

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
    createRecord(context, KIND, queueEnvironmentId, input.queueId, {
      queueEnvironmentId,
      name,
      ...pick(input, ["priority", "templateType", "template"]),
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
    changeRecord(context, KIND, input.queueEnvironmentId, input.queueId, (before) => {
      const changes = pick(input, ["priority", "templateType", "template"]);
      const { template, templateType } = { ...before, ...changes };
      const { name } = readEnvironmentTemplate(template as string, templateType as string);
      return { ...changes, name };
    });
    return {};
  },

  DeleteQueueEnvironment(
    { farmId, queueId, queueEnvironmentId }: Checked<sdk.DeleteQueueEnvironmentRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "queue", queueId, farmId);
    removeRecord(context, KIND, queueEnvironmentId, queueId);
    return {};
  },
};
