import { isAbsolute, resolve } from "@std/path";
import {
  checkParameterValue,
  type EnvironmentTemplate,
  type JobParameterDefinition,
  mergeParameterDefinitions,
} from "@deadline/openjd";
import { BundleError } from "./bundle_error.ts";
import { isInside } from "./contained.ts";
import { type JobFields, readJobField } from "./job_fields.ts";
import type { Bundle } from "./read_bundle.ts";

/** A parameter of a job to be submitted. */
export interface BundleParameter {
  /** What the template or the queue's environments define. */
  definition: JobParameterDefinition;
  /** The value, if one is given; the service fills in defaults by itself. */
  value?: string | undefined;
  /** Who gave the value: the submitter, the bundle, or the template's default made absolute. */
  origin?: "submitter" | "bundle" | "default" | undefined;
}

/** What a bundle and its submitter say about a job. */
export interface BundleSettings {
  /** All parameters: those of the queue's environments first. */
  parameters: BundleParameter[];
  /** The fields of the job that the bundle or the submitter sets. */
  fields: JobFields;
}

/** Options for {@linkcode resolveBundleParameters}. */
export interface ResolveBundleParametersOptions {
  /** Values that the submitter gives, by parameter or field name. */
  values?: Readonly<Record<string, string>> | undefined;
  /** The environments of the queue, whose parameters are merged in. */
  queueEnvironments?: readonly EnvironmentTemplate[] | undefined;
  /** The directory that the submitter's relative paths are taken from; else the current one. */
  cwd?: string | undefined;
}

/**
 * Gives the parameters of a bundle their values: the submitter's, else the bundle's, else the
 * template's defaults as far as those are paths into the bundle.
 *
 * @throws {BundleError} naming all parameters that cannot be used as they are.
 */
export function resolveBundleParameters(
  bundle: Bundle,
  options: ResolveBundleParametersOptions = {},
): BundleSettings {
  const { values = {}, queueEnvironments = [], cwd = Deno.cwd() } = options;
  const { definitions, issues } = mergeParameterDefinitions(bundle.template, queueEnvironments);
  const problems = issues.map(({ name, message }) => `${name}: ${message}`);
  const fields: JobFields = {};
  const byName = new Map<string, BundleParameter>(
    definitions.map((definition) => [definition.name, defaultOf(definition, bundle, problems)]),
  );
  const give = (name: string, value: unknown, origin: "submitter" | "bundle") => {
    try {
      if (readJobField(fields, name, value)) return;
      const parameter = byName.get(name);
      if (!parameter) throw new TypeError(`the template has no parameter "${name}"`);
      const text = toText(parameter.definition, value);
      const isPath = parameter.definition.type === "PATH" && origin === "submitter";
      if (isPath && text === "") return;
      parameter.value = isPath ? resolve(cwd, text) : text;
      parameter.origin = origin;
    } catch (error) {
      problems.push((error as Error).message);
    }
  };
  for (const { name, value } of bundle.parameterValues) give(name, value, "bundle");
  for (const [name, value] of Object.entries(values)) give(name, value, "submitter");
  const parameters = [...byName.values()];
  for (const parameter of parameters) problems.push(...problemsOf(parameter));
  if (problems.length > 0) throw new BundleError(bundle.directory, problems.join("; "));
  return { parameters, fields };
}

/** The default of a PATH is a path in the bundle, which the service cannot know: it becomes a value. */
function defaultOf(
  definition: JobParameterDefinition,
  bundle: Bundle,
  problems: string[],
): BundleParameter {
  const { name, type, default: path } = definition;
  if (type !== "PATH" || !path) return { definition };
  const full = resolve(bundle.directory, path);
  if (isAbsolute(path) || !isInside(bundle.directory, full)) {
    problems.push(`${name}: its default "${path}" is not a path inside the bundle`);
  }
  return { definition, value: full, origin: "default" };
}

function problemsOf({ definition, value }: BundleParameter): string[] {
  const { name, default: preset, userInterface } = definition;
  if (value === undefined && preset === undefined) {
    const hidden = userInterface?.control === "HIDDEN" ? "is hidden and " : "";
    return [`${name}: ${hidden}has no value and no default`];
  }
  const wrong = value === undefined ? undefined : checkParameterValue(definition, value);
  return wrong ? [`${name}: "${value}" ${wrong}`] : [];
}

function toText({ name, type }: JobParameterDefinition, value: unknown): string {
  if (typeof value === "string") return type === "INT" || type === "FLOAT" ? value.trim() : value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new TypeError(`${name}: its value must be text or a number`);
}
