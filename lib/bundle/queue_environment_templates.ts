import { type EnvironmentTemplate, parseDocument } from "@deadline/openjd";
import { getQueueEnvironment, listQueueEnvironments } from "../api/queue_environments.ts";
import type { CallOptions } from "../session/call.ts";
import { readEnvironmentTemplate } from "./_read_template.ts";

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
      readEnvironmentTemplate(parseDocument(template!, templateType === "JSON" ? "JSON" : "YAML"))
    );
}
