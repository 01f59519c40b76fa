import { getQueueEnvironmentTemplates } from "../../bundle/queue_environment_templates.ts";
import { UsageError } from "../errors.ts";
import type { Context } from "../context.ts";

/** Shows the job parameters that a queue's environments define. */
export async function run(context: Context): Promise<void> {
  const input = { farmId: await context.farmId(), queueId: await context.queueId() };
  const templates = await getQueueEnvironmentTemplates(input, await context.calls());
  const definitions = new Map<string, Record<string, unknown>>();
  for (const { parameterDefinitions = [] } of templates) {
    for (const definition of parameterDefinitions) {
      const { name, type } = definition;
      const known = definitions.get(name);
      if (known && known.type !== type) {
        throw new UsageError(
          `The queue's environments define the parameter "${name}" as ${known.type} and as ${type}.`,
        );
      }
      definitions.set(name, { ...known, ...definition });
    }
  }
  context.print([...definitions.values()]);
}
