import {
  derivedControl,
  type EnvironmentTemplate,
  type JobParameterDefinition,
} from "@deadline/openjd";
import type { CallOptions } from "../session/call.ts";
import { getQueueEnvironmentTemplates } from "./queue_environment_templates.ts";

/** What environments that define the same parameter must agree about. */
const SAME: readonly (keyof JobParameterDefinition)[] = [
  "type",
  "minValue",
  "maxValue",
  "minLength",
  "maxLength",
  "dataFlow",
  "objectType",
  "allowedValues",
];

/**
 * Gets the parameters that the environments of a queue add to each of its jobs, ready for a form:
 * those that name no group are in one named after their environment.
 *
 * @throws {TypeError} if environments define the same parameter in different ways, or one without a
 * default; the message names the parameter and the fields.
 * @throws {DeadlineError} if a call fails.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { getQueueParameterDefinitions } from "@deadline/client/bundle";
 *
 * const definitions = await getQueueParameterDefinitions({
 *   farmId: "farm-0123456789abcdef0123456789abcdef",
 *   queueId: "queue-0123456789abcdef0123456789abcdef",
 * });
 * for (const { name, userInterface } of definitions) console.log(userInterface?.groupLabel, name);
 * ```
 */
export async function getQueueParameterDefinitions(
  input: { farmId: string; queueId: string },
  options: CallOptions = {},
): Promise<JobParameterDefinition[]> {
  return queueParametersOf(await getQueueEnvironmentTemplates(input, options));
}

/**
 * The parameters of environments, as {@linkcode getQueueParameterDefinitions} gives them.
 *
 * @throws {TypeError} if they contradict each other, or one has no default.
 */
export function queueParametersOf(
  templates: readonly EnvironmentTemplate[],
): JobParameterDefinition[] {
  const definitions = new Map<string, JobParameterDefinition>();
  for (const { parameterDefinitions = [], environment } of templates) {
    for (const definition of parameterDefinitions) {
      const { name } = definition;
      if (definition.default === undefined) {
        throw new TypeError(
          `The queue environment "${environment.name}" gives the parameter "${name}" no default`,
        );
      }
      const known = definitions.get(name);
      const differences = known ? SAME.filter((field) => !agree(known, definition, field)) : [];
      if (differences.length > 0) {
        throw new TypeError(
          `The environments of the queue define the parameter "${name}" in different ways: ` +
            differences.join(", "),
        );
      }
      if (!known) definitions.set(name, inGroup(definition, environment.name));
    }
  }
  return [...definitions.values()];
}

/** Without a group of its own, a parameter belongs to its environment. */
function inGroup(definition: JobParameterDefinition, environment: string): JobParameterDefinition {
  const { userInterface } = definition;
  if (userInterface?.groupLabel) return definition;
  return {
    ...definition,
    userInterface: {
      ...userInterface ?? { control: derivedControl(definition) },
      groupLabel: `Queue Environment: ${environment}`,
    },
  };
}

function agree(
  one: JobParameterDefinition,
  other: JobParameterDefinition,
  field: keyof JobParameterDefinition,
): boolean {
  const sorted = (value: unknown) => Array.isArray(value) ? [...new Set(value)].sort() : value;
  return JSON.stringify(sorted(one[field])) === JSON.stringify(sorted(other[field]));
}
