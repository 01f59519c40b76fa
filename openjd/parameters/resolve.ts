import { checkParameterValue } from "./check.ts";
import type { JobParameterDefinition, ParameterValue } from "./definition.ts";
import { mergeParameterDefinitions, type ParameterSource } from "./merge.ts";

/** One parameter that cannot be used as it was given. */
export interface ParameterIssue {
  /** Name of the parameter. */
  name: string;
  /** What is wrong with it. */
  message: string;
}

/** Thrown when parameters do not fit; carries all that is wrong. */
export class ParameterError extends Error {
  /** What is wrong, parameter by parameter. */
  readonly issues: readonly ParameterIssue[];

  /** Makes the error from what was found. */
  constructor(issues: readonly ParameterIssue[], options?: ErrorOptions) {
    const lines = issues.map(({ name, message }) => `${name}: ${message}`);
    super(`Cannot use the job parameters:\n${lines.join("\n")}`, options);
    this.name = "ParameterError";
    this.issues = issues;
  }
}

/** Values of job parameters by name. */
export type JobParameterValues = Record<string, ParameterValue>;

/** Options for {@linkcode resolveJobParameters}. */
export interface ResolveJobParametersOptions {
  /** Environment templates that the job will run with; their parameters are merged in. */
  environments?: readonly ParameterSource[] | undefined;
}

/**
 * Gives every parameter of a job its value: the given one, else its default.
 *
 * @param template The job template, or anything with `parameterDefinitions`.
 * @param given Values by name, as texts; numbers are accepted for convenience.
 * @throws {ParameterError} If a value is missing, unknown or breaks a rule of its definition.
 *
 * @example Defaults are filled in
 * ```ts
 * import { resolveJobParameters } from "@deadline/openjd";
 * import { assertEquals } from "@std/assert";
 *
 * const parameterDefinitions = [{ name: "Frames", type: "STRING" as const, default: "1-10" }];
 * assertEquals(resolveJobParameters({ parameterDefinitions }, {}), {
 *   Frames: { type: "STRING", value: "1-10" },
 * });
 * ```
 */
export function resolveJobParameters(
  template: ParameterSource,
  given: Readonly<Record<string, string | number>>,
  { environments = [] }: ResolveJobParametersOptions = {},
): JobParameterValues {
  const { definitions, issues } = mergeParameterDefinitions(template, environments);
  const values: JobParameterValues = {};
  for (const definition of definitions) {
    const value = readValue(definition, given);
    if (value === undefined) {
      issues.push({ name: definition.name, message: "has no value and no default" });
      continue;
    }
    const wrong = checkParameterValue(definition, value);
    if (wrong) issues.push({ name: definition.name, message: `"${brief(value)}" ${wrong}` });
    values[definition.name] = { type: definition.type, value };
  }
  const known = new Set(definitions.map(({ name }) => name));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) issues.push({ name, message: "the template has no such parameter" });
  }
  if (issues.length > 0) throw new ParameterError(issues);
  return values;
}

/** The values as format strings refer to them; with `paths`, those of type PATH as well. */
export function parameterSymbols(
  values: JobParameterValues,
  { paths }: { paths?: ((path: string) => string) | undefined } = {},
): Map<string, string> {
  const symbols = new Map<string, string>();
  for (const [name, { type, value }] of Object.entries(values)) {
    symbols.set(`RawParam.${name}`, value);
    if (type !== "PATH") symbols.set(`Param.${name}`, value);
    else if (paths) symbols.set(`Param.${name}`, paths(value));
  }
  return symbols;
}

function readValue(
  { name, type, default: preset }: JobParameterDefinition,
  given: Readonly<Record<string, string | number>>,
): string | undefined {
  if (!Object.hasOwn(given, name)) return preset;
  const value = String(given[name]);
  return type === "INT" || type === "FLOAT" ? value.trim() : value;
}

function brief(value: string): string {
  return value.length > 60 ? `${value.slice(0, 57)}...` : value;
}
