import { type EnvironmentTemplate, parseEnvironmentTemplate } from "@deadline/openjd";
import { getQueueEnvironment, listQueueEnvironments } from "../api/queue_environments.ts";
import type { CallOptions } from "../session/call.ts";

/** Gets the templates of a queue's environments, in the order in which they are entered. */
export async function getQueueEnvironmentTemplates(
  input: { farmId: string; queueId: string },
  options: CallOptions = {},
): Promise<EnvironmentTemplate[]> {
  const summaries = await listQueueEnvironments(input, options).toArray();
  const environments = await Promise.all(
    summaries.map(({ queueEnvironmentId }) =>
      getQueueEnvironment({ ...input, queueEnvironmentId }, options)
    ),
  );
  return environments
    .sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0))
    .map(({ template, templateType }) =>
      parseEnvironmentTemplate(template!, templateType === "JSON" ? "JSON" : "YAML")
    );
}
