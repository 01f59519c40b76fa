import { getQueueParameterDefinitions } from "@deadline/client/bundle";
import type { CallOptions } from "@deadline/client";
import { checkParameterValue, type JobParameterDefinition } from "@deadline/openjd";
import { TaskError } from "@deadline/client/task";
import type { ParameterField } from "./contract.ts";
import { toField } from "./shapes/parameter_field.ts";

/** The parameters that a queue adds to each of its jobs, as form fields. */
export async function queueParameterFields(
  ids: { farmId: string; queueId: string },
  call: CallOptions,
): Promise<ParameterField[]> {
  try {
    return (await getQueueParameterDefinitions(ids, call)).map(toQueueField);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TaskError(error.message, {
      code: "QueueEnvironment",
      status: 422,
      hint: "Whoever looks after the farm can change the environments of the queue.",
      cause: error,
    });
  }
}

/**
 * One of them. As in the Python client's form, Conda channels with `deadline-cloud` get its successor
 * before it, if the parameter allows that.
 */
export function toQueueField(definition: JobParameterDefinition): ParameterField {
  const field = toField(definition);
  if (definition.name !== "CondaChannels" || field.value === undefined) return field;
  const channels = field.value.split(/\s+/);
  const at = channels.indexOf("deadline-cloud");
  if (at < 0 || channels.includes("deadline-cloud-v2")) return field;
  const value = channels.toSpliced(at, 0, "deadline-cloud-v2").join(" ");
  if (checkParameterValue(definition, value) !== undefined) return field;
  return { ...field, value, isSuggested: true };
}
