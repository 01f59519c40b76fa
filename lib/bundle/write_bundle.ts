import { join } from "@std/path";
import { type DocumentType, parseDocument } from "@deadline/openjd";
import { copyOtherFiles, formatDocument, writeWhole } from "./_bundle_files.ts";
import { placeDirectory } from "./_place_directory.ts";
import type { AssetReferences } from "./asset_references.ts";
import { BundleError } from "./bundle_error.ts";
import type { HooksFile } from "./hooks_file.ts";
import type { BundleParameterValue } from "./read_bundle.ts";
import { editTemplate } from "./edit_template.ts";

/** What a job bundle is made of. What is not given gets no file. */
export interface BundleParts {
  /** The template: its text, which stays as it is, or its content. */
  template: string | Readonly<Record<string, unknown>>;
  /** How the text of the template is written. @default {"YAML"} */
  templateType?: DocumentType | undefined;
  /** The name of the job, in place of the template's. */
  name?: string | undefined;
  /** The values of job parameters and fields of the job. */
  parameterValues?: readonly BundleParameterValue[] | undefined;
  /** The files and directories that the job reads and writes. */
  assetReferences?: AssetReferences | undefined;
  /** What runs on the workstation around a submission. */
  hooks?: HooksFile | undefined;
  /** A bundle whose other files, such as scripts, are copied. */
  filesFrom?: string | undefined;
}

/** Options for {@linkcode writeBundle}. */
export interface WriteBundleOptions {
  /** Stops the writing; nothing is left then. */
  signal?: AbortSignal | undefined;
  /** How all files are written; else as the template is. A template that is not has its text made anew. */
  format?: DocumentType | undefined;
  /** Whether a directory that is there already is replaced. */
  replace?: boolean | undefined;
}

/**
 * Writes a job bundle. The directory is there whole or not at all; one that is there already must
 * be empty, unless `replace` is set.
 *
 * @throws {BundleError} if something else is in the directory.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { writeBundle } from "@deadline/client/bundle";
 *
 * await writeBundle("bundles/hello", {
 *   template: await Deno.readTextFile("samples/hello/template.yaml"),
 *   name: "Hello again",
 *   parameterValues: [{ name: "deadline:priority", value: 70 }],
 * });
 * ```
 */
export async function writeBundle(
  directory: string,
  parts: BundleParts,
  { signal, format, replace }: WriteBundleOptions = {},
): Promise<void> {
  try {
    await placeDirectory(directory, async (temporary) => {
      await writeParts(temporary, parts, { signal, format });
      if (parts.filesFrom) await copyOtherFiles(parts.filesFrom, temporary, signal);
    }, { signal, replace });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new BundleError(directory, "it is there already and not empty", { cause: error });
  }
}

/** Writes the documents of a bundle into a directory. */
export async function writeParts(
  directory: string,
  parts: BundleParts,
  { signal, format }: Pick<WriteBundleOptions, "signal" | "format">,
): Promise<void> {
  const { text, type } = templateOf(parts, format);
  const extension = type.toLowerCase();
  const write = (name: string, content: string) =>
    writeWhole(join(directory, `${name}.${extension}`), content, signal);
  await write("template", text);
  const { parameterValues, assetReferences, hooks } = parts;
  if (parameterValues) {
    const content = {
      parameterValues: parameterValues.map(({ name, value }) => ({ name, value })),
    };
    await write("parameter_values", formatDocument(content, type));
  }
  if (assetReferences) {
    await write("asset_references", formatDocument(toAssetDocument(assetReferences), type));
  }
  if (hooks) await write("hooks", formatDocument(hooks, type));
}

function templateOf(
  { template, templateType = "YAML", name }: BundleParts,
  format: DocumentType | undefined,
): { text: string; type: DocumentType } {
  const type = format ?? templateType;
  if (typeof template === "string" && type === templateType) {
    return { text: editTemplate(template, type, { name }), type };
  }
  const content = typeof template === "string" ? parseDocument(template, templateType) : template;
  return { text: formatDocument({ ...content as object, ...name && { name } }, type), type };
}

/** Writes paths as an `asset_references` file has them. */
export function toAssetDocument(references: AssetReferences): unknown {
  return {
    assetReferences: {
      inputs: {
        directories: references.inputDirectories.toSorted(),
        filenames: references.inputFiles.toSorted(),
      },
      outputs: { directories: references.outputDirectories.toSorted() },
      referencedPaths: references.referencedPaths.toSorted(),
    },
  };
}
