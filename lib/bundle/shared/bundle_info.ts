import { basename, join, resolve } from "@std/path";
import { parseDocument, TemplateError } from "@deadline/openjd";
import { isBundleDirectory } from "../_bundle_files.ts";
import { BundleError } from "../bundle_error.ts";
import { type BundleFile, readDocument } from "../read_bundle.ts";
import { readTemplateOfArchive } from "./_archive.ts";
import { ARCHIVE_EXTENSION } from "./bundle_name.ts";

/** A parameter of a bundle, as far as a look at it needs. */
export interface BundleInfoParameter {
  /** Its name. */
  name: string;
  /** Its type. */
  type: string;
  /** The bundle's value or the template's default, as text; none if there is none, or it is not known. */
  value?: string | undefined;
  /** What the template says about it; none if only the service's summary is known. */
  definition?: Readonly<Record<string, unknown>> | undefined;
}

/** What a job bundle is, at a glance. */
export interface BundleInfo {
  /** Where it is: a path, or an `s3://` address. */
  path: string;
  /** The name of its job. */
  name: string;
  /** What it does; empty if the template does not say. */
  description: string;
  /** The names of its steps; the last may be cut off. */
  steps: string[];
  /** Its parameters. */
  parameters: BundleInfoParameter[];
  /** How many steps there are, if it is more than are named. */
  totalSteps?: number | undefined;
  /** How many parameters there are, if it is more than are named. */
  totalParameters?: number | undefined;
  /** How large its archive is, in bytes. */
  size?: number | undefined;
}

/** The most of each thing that is told: whoever made the template may not be known. */
export const INFO_LIMITS = {
  name: 512,
  description: 2048,
  value: 1024,
  parameters: 200,
  steps: 500,
} as const;

/**
 * Reads what a job bundle is, from its directory or an `.ojd` archive. The template need not be one
 * that can be submitted from here.
 *
 * @throws {BundleError} if there is no bundle, or its template cannot be read.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { readBundleInfo } from "@deadline/client/bundle";
 *
 * const { name, steps } = await readBundleInfo("samples/hello");
 * console.log(name, steps.join(", "));
 * ```
 */
export async function readBundleInfo(
  path: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<BundleInfo> {
  const { signal } = options;
  const full = resolve(path);
  signal?.throwIfAborted();
  const { isFile, size } = await Deno.stat(full).catch(() => ({ isFile: false, size: 0 }));
  if (isFile && full.endsWith(ARCHIVE_EXTENSION)) {
    const { text, type } = await readTemplateOfArchive(full, { signal });
    const content = contentOf(full, () => parseDocument(text, type));
    return { ...describeTemplate(content, full), size };
  }
  if (!await isBundleDirectory(full)) {
    throw new BundleError(full, "it has no template.yaml or template.json");
  }
  const template = await readDocument(full, "template", signal);
  // A look at a bundle does not fail because of its values.
  const values = await readDocument(full, "parameter_values", signal).catch((error) => {
    if (error instanceof BundleError) return undefined;
    throw error;
  });
  return describeTemplate(template!.content, full, valuesOf(values));
}

/** Describes a template that has been parsed but not checked, and the values that go with it. */
function describeTemplate(
  template: unknown,
  path: string,
  values: ReadonlyMap<string, unknown> = new Map(),
): BundleInfo {
  if (typeof template !== "object" || template === null || Array.isArray(template)) {
    throw new BundleError(path, "its template is not an object");
  }
  const { name, description, steps, parameterDefinitions } = template as Record<string, unknown>;
  const [allSteps, allParameters] = [objectsIn(steps), objectsIn(parameterDefinitions)];
  return {
    path,
    name: cut(typeof name === "string" && name !== "" ? name : basename(path), INFO_LIMITS.name),
    description: typeof description === "string" ? cut(description, INFO_LIMITS.description) : "",
    steps: allSteps.slice(0, INFO_LIMITS.steps)
      .map((step) => cut(textOf(step.name), INFO_LIMITS.name)),
    parameters: allParameters.slice(0, INFO_LIMITS.parameters).map((definition) =>
      describeParameter(definition, values)
    ),
    totalSteps: allSteps.length > INFO_LIMITS.steps ? allSteps.length : undefined,
    totalParameters: allParameters.length > INFO_LIMITS.parameters
      ? allParameters.length
      : undefined,
  };
}

function describeParameter(
  definition: Record<string, unknown>,
  values: ReadonlyMap<string, unknown>,
): BundleInfoParameter {
  const name = textOf(definition.name);
  const value = values.has(name) ? values.get(name) : definition.default;
  return {
    name: cut(name, INFO_LIMITS.name),
    type: cut(textOf(definition.type), INFO_LIMITS.name),
    value: value === undefined ? undefined : cut(shown(value), INFO_LIMITS.value),
    definition,
  };
}

function valuesOf(file: BundleFile | undefined): Map<string, unknown> {
  const list = objectsIn((file?.content as { parameterValues?: unknown } | null)?.parameterValues);
  return new Map(
    list.flatMap(({ name, value }) =>
      typeof name === "string" && value !== undefined ? [[name, value] as const] : []
    ),
  );
}

function contentOf(path: string, parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new BundleError(path, error.message, { cause: error });
  }
}

function objectsIn(list: unknown): Record<string, unknown>[] {
  if (!Array.isArray(list)) return [];
  return list.filter((each) => typeof each === "object" && each !== null && !Array.isArray(each));
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each) => JSON.stringify(each)).join(", ")}]`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : shown(value);
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : [...text].slice(0, longest).join("");
}

/** The directory of a bundle within what an archive held: that itself, or the one folder in it. */
export async function findBundleRoot(directory: string): Promise<string | undefined> {
  if (await isBundleDirectory(directory)) return directory;
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    const inner = join(directory, name);
    if (isDirectory && await isBundleDirectory(inner)) return inner;
  }
}
