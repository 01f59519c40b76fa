import type { JobParameterType } from "@deadline/openjd";
import type { JobParameter } from "../api/shapes.ts";
import type { BundleParameter } from "./bundle_parameters.ts";

/** The member of the service's union that carries each type; all of them carry text. */
const MEMBERS: Record<JobParameterType, "string" | "path" | "int" | "float"> = {
  STRING: "string",
  PATH: "path",
  INT: "int",
  FLOAT: "float",
};

/** Writes the parameters that have a value as the service takes them. */
export function toWireParameters(
  parameters: readonly BundleParameter[],
): Record<string, JobParameter> {
  const wire: Record<string, JobParameter> = {};
  for (const { definition, value } of parameters) {
    if (value === undefined) continue;
    wire[definition.name] = { [MEMBERS[definition.type]]: value } as unknown as JobParameter;
  }
  return wire;
}
