import { isAbsolute, resolve } from "@std/path";
import {
  type EnvironmentTemplate,
  type JobParameterDefinition,
  mergeParameterDefinitions,
} from "@deadline/openjd";
import { BundleError } from "./bundle_error.ts";
import { isInside } from "./contained.ts";
import { type JobFields, readJobField } from "./job_fields.ts";
import { isPathType, isUri, type ParameterRules } from "./parameter_type.ts";
import { checkValueText, quoted, readParameterValue } from "./parameter_value.ts";
import type { Bundle, BundleParameterValue } from "./read_bundle.ts";

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
  /** With `keepUnknown`: the values of what neither the template nor a queue environment defines. */
  others?: BundleParameterValue[] | undefined;
}

/** Options for {@linkcode resolveBundleParameters}. */
export interface ResolveBundleParametersOptions {
  /** Values that the submitter gives, by parameter or field name. */
  values?: Readonly<Record<string, unknown>> | undefined;
  /** The environments of the queue, whose parameters are merged in. */
  queueEnvironments?: readonly EnvironmentTemplate[] | undefined;
  /** The directory that the submitter's relative paths are taken from; else the current one. */
  cwd?: string | undefined;
  /** Whether values of unknown parameters, and of other programs' fields, are kept in `others`. */
  keepUnknown?: boolean | undefined;
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
  const { values = {}, queueEnvironments = [], cwd = Deno.cwd(), keepUnknown = false } = options;
  const others = new Map<string, BundleParameterValue>();
  const { definitions, issues } = mergeParameterDefinitions(bundle.template, queueEnvironments);
  const problems = issues.map(({ name, message }) => `${name}: ${message}`);
  const fields: JobFields = {};
  // The extension EXPR lets paths be addresses, which are taken as they are.
  const allowUris = bundle.template.extensions?.includes("EXPR") ?? false;
  const byName = new Map<string, BundleParameter>(
    definitions.map((definition) => [
      definition.name,
      defaultOf(definition, bundle, allowUris, problems),
    ]),
  );
  const absolute = (path: string) =>
    path === "" || (allowUris && isUri(path)) ? path : resolve(cwd, path);
  const give = (name: string, value: unknown, origin: "submitter" | "bundle", source?: string) => {
    try {
      const isField = readJobField(fields, name, value);
      const parameter = byName.get(name);
      const isOther = isField ? !name.startsWith("deadline:") : !parameter;
      if (keepUnknown && isOther) others.set(name, { name, value });
      if (isField || (keepUnknown && isOther)) return;
      if (!parameter) throw new TypeError(`the template has no parameter "${name}"`);
      const { definition } = parameter;
      const text = readParameterValue(definition, value, source);
      const isOwnPath = isPathType(definition.type) && origin === "submitter";
      if (isOwnPath && text === "") return;
      parameter.value = isOwnPath ? mapPaths(definition, text, absolute) : text;
      parameter.origin = origin;
    } catch (error) {
      problems.push((error as Error).message);
    }
  };
  for (const { name, value, source } of bundle.parameterValues) give(name, value, "bundle", source);
  for (const [name, value] of Object.entries(values)) give(name, value, "submitter");
  const parameters = [...byName.values()];
  for (const parameter of parameters) problems.push(...problemsOf(parameter));
  if (problems.length > 0) throw new BundleError(bundle.directory, problems.join("; "));
  return keepUnknown
    ? { parameters, fields, others: [...others.values()] }
    : { parameters, fields };
}

/** Puts other paths in the place of those of a value. */
function mapPaths(
  { type }: ParameterRules,
  text: string,
  change: (path: string) => string,
): string {
  return type === "PATH"
    ? change(text)
    : JSON.stringify((JSON.parse(text) as string[]).map((path) => change(path)));
}

/** The default of a PATH is a path in the bundle, which the service cannot know: it becomes a value. */
function defaultOf(
  definition: JobParameterDefinition,
  bundle: Bundle,
  allowUris: boolean,
  problems: string[],
): BundleParameter {
  const { name } = definition;
  // A list of paths is not text in the template.
  const preset = definition.default as string | string[] | undefined;
  if (!isPathType(definition.type) || !preset || preset.length === 0) return { definition };
  const inBundle = (path: string): string => {
    if (path === "" || (allowUris && isUri(path))) return path;
    const full = resolve(bundle.directory, path);
    if (isAbsolute(path) || !isInside(bundle.directory, full)) {
      problems.push(`${name}: its default "${path}" is not a path inside the bundle`);
    }
    return full;
  };
  try {
    const value = mapPaths(definition, readParameterValue(definition, preset), inBundle);
    return { definition, value, origin: "default" };
  } catch (error) {
    problems.push((error as Error).message);
    return { definition };
  }
}

function problemsOf({ definition, value }: BundleParameter): string[] {
  const { name, default: preset, userInterface } = definition;
  if (value === undefined && preset === undefined) {
    const hidden = userInterface?.control === "HIDDEN" ? "is hidden and " : "";
    return [`${name}: ${hidden}has no value and no default`];
  }
  const wrong = value === undefined ? undefined : checkValueText(definition, value);
  return wrong ? [`${name}: ${quoted(value)} ${wrong}`] : [];
}
