import type { JobParameter } from "../api/shapes.ts";
import type { BundleParameter } from "./bundle_parameters.ts";
import { type ParameterType, WIRE_MEMBERS } from "./parameter_type.ts";

/** Writes the parameters that have a value as the service takes them. */
export function toWireParameters(
  parameters: readonly BundleParameter[],
): Record<string, JobParameter> {
  const wire: Record<string, JobParameter> = {};
  for (const { definition, value } of parameters) {
    if (value === undefined) continue;
    wire[definition.name] = toWireParameter(definition.type, value) as unknown as JobParameter;
  }
  return wire;
}

/** Writes one value, given as text, as the service takes a value of its type; what is in it is text. */
export function toWireParameter(
  type: ParameterType,
  value: string,
): Record<string, string | string[] | string[][]> {
  return { [WIRE_MEMBERS[type]]: type.startsWith("LIST[") ? JSON.parse(value, asText) : value };
}

/** Numbers keep their digits, and truth becomes a word. */
function asText(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value === "boolean") return String(value);
  return typeof value === "number" ? context?.source ?? String(value) : value;
}
