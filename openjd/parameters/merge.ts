import type { JobParameterDefinition } from "./definition.ts";
import { sameValue } from "./check.ts";
import type { ParameterIssue } from "./resolve.ts";

/** Anything that defines job parameters: a job template or an environment template. */
export interface ParameterSource {
  /** What it defines. */
  parameterDefinitions?: readonly JobParameterDefinition[] | undefined;
}

/** What several sources define together. */
export interface MergedDefinitions {
  /** The definitions: those of the environments first, each name once. */
  definitions: JobParameterDefinition[];
  /** Where the sources contradict each other. */
  issues: ParameterIssue[];
}

/**
 * Puts the parameters of a job template and of the environments it runs with together. Where two
 * define the same name, the type must be the same, the tighter limits hold, and the default is
 * the one of the job template or else of the last environment that has one.
 */
export function mergeParameterDefinitions(
  template: ParameterSource,
  environments: readonly ParameterSource[],
): MergedDefinitions {
  const merged = new Map<string, JobParameterDefinition>();
  const issues: ParameterIssue[] = [];
  for (const source of [...environments, template]) {
    for (const definition of source.parameterDefinitions ?? []) {
      const earlier = merged.get(definition.name);
      merged.set(definition.name, earlier ? merge(earlier, definition, issues) : definition);
    }
  }
  return { definitions: [...merged.values()], issues };
}

function merge(
  earlier: JobParameterDefinition,
  later: JobParameterDefinition,
  issues: ParameterIssue[],
): JobParameterDefinition {
  const conflict = (message: string) => issues.push({ name: later.name, message });
  for (const key of ["type", "objectType", "dataFlow"] as const) {
    const before = earlier[key] ?? (key === "type" ? undefined : "not set");
    const after = later[key] ?? (key === "type" ? undefined : "not set");
    if (before !== after) conflict(`is defined with ${key} ${before} and with ${key} ${after}`);
  }
  const result: JobParameterDefinition = { ...earlier, ...later };
  tighten(result, "minLength", Math.max, earlier, later);
  tighten(result, "minValue", Math.max, earlier, later);
  tighten(result, "maxLength", Math.min, earlier, later);
  tighten(result, "maxValue", Math.min, earlier, later);
  if ((result.minLength ?? 0) > (result.maxLength ?? Infinity)) {
    conflict(`no length is left between ${result.minLength} and ${result.maxLength}`);
  }
  if ((result.minValue ?? -Infinity) > (result.maxValue ?? Infinity)) {
    conflict(`no value is left between ${result.minValue} and ${result.maxValue}`);
  }
  if (earlier.allowedValues && later.allowedValues) {
    const common = later.allowedValues.filter((value) =>
      earlier.allowedValues!.some((other) => sameValue(later.type, value, other))
    );
    if (common.length === 0) conflict("is defined with allowedValues that have nothing in common");
    result.allowedValues = common;
  }
  return result;
}

function tighten(
  result: JobParameterDefinition,
  key: "minLength" | "maxLength" | "minValue" | "maxValue",
  pick: (a: number, b: number) => number,
  earlier: JobParameterDefinition,
  later: JobParameterDefinition,
): void {
  const [a, b] = [earlier[key], later[key]];
  if (a !== undefined && b !== undefined) result[key] = pick(a, b);
}
