import type { DocumentType } from "@deadline/openjd";
import { BundleError } from "./bundle_error.ts";
import { type BundleSettings, resolveBundleParameters } from "./bundle_parameters.ts";
import { readHooks } from "./hooks_file.ts";
import { type BundleParameterValue, readBundle } from "./read_bundle.ts";
import { writeBundle } from "./write_bundle.ts";

/** What {@linkcode exportBundle} takes. */
export interface ExportBundleInput {
  /** The bundle. */
  directory: string;
  /** Where the new bundle goes. */
  destination: string;
  /** The name of the job, in place of the template's. */
  name?: string | undefined;
  /** Values of job parameters and `deadline:` fields; relative paths are taken from `cwd`. */
  parameters?: Readonly<Record<string, unknown>> | undefined;
  /** The directory that relative paths are taken from; else the current one. */
  cwd?: string | undefined;
}

/** Options for {@linkcode exportBundle}. */
export interface ExportBundleOptions {
  /** Stops it; nothing is left then. */
  signal?: AbortSignal | undefined;
  /** How the new bundle is written; else as the template is. */
  format?: DocumentType | undefined;
  /** Whether a directory that is there already is replaced. */
  replace?: boolean | undefined;
}

/**
 * Writes a copy of a job bundle that submits as the bundle would with these values: they are in its
 * `parameter_values`, paths are absolute, and files of the bundle itself come along. Values of
 * parameters that the template does not have are kept, as a queue may have them.
 *
 * @throws {BundleError} if the bundle or a value cannot be used, or the destination is taken.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function exportBundle(
  { directory, destination, name, parameters, cwd }: ExportBundleInput,
  { signal, format, replace }: ExportBundleOptions = {},
): Promise<void> {
  const bundle = await readBundle(directory, { signal, cwd });
  const settings = resolveBundleParameters(bundle, { values: parameters, cwd, keepUnknown: true });
  const { assetReferences } = bundle;
  const isEmpty = Object.values(assetReferences).every((paths) => paths.length === 0);
  const [source, target] = await Promise.all([realPath(bundle.directory), realPath(destination)]);
  if (source === target) {
    throw new BundleError(bundle.directory, "it cannot be written in its own place");
  }
  await writeBundle(destination, {
    template: bundle.templateText,
    templateType: bundle.templateType,
    name,
    parameterValues: parameterValuesOf(settings),
    assetReferences: isEmpty ? undefined : assetReferences,
    hooks: await readHooks(bundle.directory, { signal }),
    filesFrom: bundle.directory,
  }, { signal, format, replace });
}

/**
 * The values of a bundle's parameters and fields as its `parameter_values` hold them. Paths that
 * are defaults are left to the template, as they lie in the bundle.
 */
export function parameterValuesOf(
  { parameters, fields, others = [] }: BundleSettings,
): BundleParameterValue[] {
  const values: BundleParameterValue[] = [];
  for (const { definition: { name, type }, value, origin } of parameters) {
    if (value === undefined || origin === "default") continue;
    const isNumber = (type === "INT" || type === "FLOAT") && String(Number(value)) === value;
    values.push({ name, value: isNumber ? Number(value) : value });
  }
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) values.push({ name: `deadline:${name}`, value });
  }
  return [...values, ...others];
}

async function realPath(path: string): Promise<string> {
  return await Deno.realPath(path).catch(() => path);
}
