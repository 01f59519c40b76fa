import { join, resolve } from "@std/path";
import { isScalar, parseDocument as parseYaml } from "yaml";
import {
  type DocumentType,
  type JobTemplate,
  parseDocument,
  TemplateError,
} from "@deadline/openjd";
import { EXTENSIONS } from "./_bundle_files.ts";
import { readJobTemplate } from "./_read_template.ts";
import { type AssetReferences, readAssetReferences } from "./asset_references.ts";
import { BundleError } from "./bundle_error.ts";
import { checkContained } from "./contained.ts";

/** A value in a bundle's `parameter_values` file. */
export interface BundleParameterValue {
  /** The parameter, or a field of the job such as `deadline:priority`. */
  name: string;
  /** Its value, as the file has it. */
  value: unknown;
  /** How a number is written there, where that may matter: as `2.0`. */
  source?: string | undefined;
}

/** A job bundle as read from its directory. */
export interface Bundle {
  /** The directory, absolute. */
  directory: string;
  /** The template, checked. */
  template: JobTemplate;
  /** The text of the template, as it goes to the service. */
  templateText: string;
  /** How the template is written. */
  templateType: DocumentType;
  /** The values that the bundle gives to parameters and fields of the job. */
  parameterValues: BundleParameterValue[];
  /** The files and directories that the job reads and writes. */
  assetReferences: AssetReferences;
}

/** Options for {@linkcode readBundle}. */
export interface ReadBundleOptions {
  /** Stops the reading. */
  signal?: AbortSignal | undefined;
  /** The directory that relative paths in `asset_references` are taken from; else the current one. */
  cwd?: string | undefined;
}

/**
 * Reads a job bundle: a directory with a `template` and, if need be, `parameter_values` and
 * `asset_references`, each either `.yaml` or `.json`.
 *
 * @throws {BundleError} naming the file and what is wrong with it.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { readBundle } from "@deadline/client/bundle";
 *
 * const bundle = await readBundle("samples/hello");
 * console.log(bundle.template.name);
 * ```
 */
export async function readBundle(
  directory: string,
  options: ReadBundleOptions = {},
): Promise<Bundle> {
  const { signal, cwd = Deno.cwd() } = options;
  signal?.throwIfAborted();
  const folder = resolve(cwd, directory);
  const info = await Deno.stat(folder).catch(() => undefined);
  if (!info?.isDirectory) throw new BundleError(folder, "there is no such directory");
  await checkContained(folder, signal);
  const template = await readDocument(folder, "template", signal);
  if (!template) throw new BundleError(folder, "it has no template.yaml or template.json");
  const values = await readDocument(folder, "parameter_values", signal);
  const references = await readDocument(folder, "asset_references", signal);
  return {
    directory: folder,
    template: inFile(folder, template, readJobTemplate),
    templateText: template.text,
    templateType: template.type,
    parameterValues: values
      ? inFile(folder, values, (content) => readParameterValues(content, values.text))
      : [],
    assetReferences: references
      ? inFile(folder, references, (content) => readAssetReferences(content, cwd))
      : readAssetReferences({}, cwd),
  };
}

/** One file of a bundle. */
export interface BundleFile {
  /** Its name, with the extension. */
  name: string;
  /** What is in it. */
  text: string;
  /** How it is written. */
  type: DocumentType;
  /** The same as plain values. */
  content: unknown;
}

/** Reads one document of a bundle, whichever extension it has; `undefined` if it is not there. */
export async function readDocument(
  folder: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<BundleFile | undefined> {
  const found: BundleFile[] = [];
  for (const [extension, type] of EXTENSIONS) {
    const file = `${name}.${extension}`;
    const text = await readText(join(folder, file), signal);
    if (text === undefined) continue;
    found.push({ name: file, text, type, content: undefined });
  }
  if (found.length > 1) {
    throw new BundleError(folder, `it has both ${found[0].name} and ${found[1].name}; remove one`);
  }
  const [file] = found;
  if (file) file.content = inFile(folder, file, () => parseDocument(file.text, file.type));
  return file;
}

async function readText(path: string, signal: AbortSignal | undefined) {
  try {
    return await Deno.readTextFile(path, signal ? { signal } : {});
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Runs `body` on a file's content; what is wrong with it is told with the file's name. */
export function inFile<T>(folder: string, file: BundleFile, body: (content: unknown) => T): T {
  try {
    return body(file.content);
  } catch (error) {
    if (!(error instanceof TemplateError || error instanceof TypeError)) throw error;
    throw new BundleError(folder, error.message, { file: file.name, cause: error });
  }
}

function readParameterValues(content: unknown, text: string): BundleParameterValue[] {
  const values = (content as { parameterValues?: unknown } | null)?.parameterValues;
  if (!Array.isArray(values)) throw new TypeError("it must have a list parameterValues");
  // JSON is YAML too, and this parser knows how a number was written.
  const written = parseYaml(text, { logLevel: "error" });
  return values.map((entry: unknown, index) => {
    const { name, value } = (entry ?? {}) as { name?: unknown; value?: unknown };
    if (typeof name !== "string" || value === undefined) {
      throw new TypeError(`parameterValues[${index}] must have a name and a value`);
    }
    if (typeof value !== "number") return { name, value };
    const node = written.getIn(["parameterValues", index, "value"], true);
    return { name, value, source: isScalar(node) ? node.source : undefined };
  });
}
