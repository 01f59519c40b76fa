import { resolve } from "@std/path";
import {
  type AssetReferences,
  BundleError,
  parameterValuesOf,
  readHooks,
  resolveBundleParameters,
  writeBundle,
} from "@deadline/client/bundle";
import { parseDocument } from "@deadline/openjd";
import { TaskError } from "@deadline/client/task";
import { readAllowed } from "./bundles.ts";
import type { HostRequirements, SubmitAssets, SubmitRequest } from "./contract.ts";
import type { Roots } from "./roots.ts";

/** What of a submission a bundle can hold. */
export type BundleChange = Omit<SubmitRequest, "farmId" | "queueId" | "storageProfileId">;

/** The fields of a job that a bundle keeps beside its parameters. */
const FIELDS = [
  "priority",
  "maxFailedTasksCount",
  "maxRetriesPerTask",
  "maxWorkerCount",
  "targetTaskRunStatus",
] as const;

/**
 * Writes what a form would submit as a bundle of its own, and gives its folder.
 *
 * @throws {TaskError} if it may not be written there, or a value cannot be used.
 */
export async function saveBundle(
  request: BundleChange,
  path: string,
  roots: Roots,
  signal: AbortSignal,
): Promise<{ path: string }> {
  const destination = await roots.resolveNew(path);
  await writeChanged(request, destination, roots, signal);
  return { path: destination };
}

/** Writes a bundle with the changes of a form to a folder that is not there yet. */
export async function writeChanged(
  request: BundleChange,
  destination: string,
  roots: Roots,
  signal: AbortSignal,
): Promise<void> {
  const bundle = await readAllowed(request.bundle, roots, signal);
  const { directory, assetReferences } = bundle;
  const values: Record<string, unknown> = { ...request.parameters };
  for (const name of FIELDS) {
    if (request[name] !== undefined) values[`deadline:${name}`] = request[name];
  }
  const assets = withAdded(assetReferences, request.assets);
  const hasAssets = Object.values(assets).some((paths) => paths.length > 0);
  try {
    const settings = resolveBundleParameters(bundle, {
      values,
      cwd: directory,
      keepUnknown: true,
    });
    await writeBundle(destination, {
      template: changedTemplate(bundle, request),
      templateType: bundle.templateType,
      name: request.name,
      parameterValues: parameterValuesOf(settings),
      assetReferences: hasAssets ? assets : undefined,
      hooks: await readHooks(directory, { signal }),
      filesFrom: directory,
    }, { signal, format: bundle.templateType });
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    throw new TaskError(error.message, { code: "BundleError", status: 422, cause: error });
  }
}

/** The template as it is, unless the form changes what stands in it. */
function changedTemplate(
  { templateText, templateType }: { templateText: string; templateType: "YAML" | "JSON" },
  { description, hostRequirements }: Pick<SubmitRequest, "description" | "hostRequirements">,
): string | Record<string, unknown> {
  if (description === undefined && !hostRequirements) return templateText;
  const content = parseDocument(templateText, templateType) as Record<string, unknown>;
  const steps = (content.steps as Record<string, unknown>[]).map((step) =>
    hostRequirements ? { ...step, hostRequirements: hostRequirements as HostRequirements } : step
  );
  return { ...content, ...(description === undefined ? {} : { description }), steps };
}

/** The paths of a bundle with those that were added in the form. */
export function withAdded(
  references: AssetReferences,
  { inputFiles = [], inputDirectories = [], outputDirectories = [] }: Partial<SubmitAssets> = {},
): AssetReferences {
  return {
    ...references,
    inputFiles: unique(references.inputFiles, inputFiles),
    inputDirectories: unique(references.inputDirectories, inputDirectories),
    outputDirectories: unique(references.outputDirectories, outputDirectories),
  };
}

function unique(...lists: readonly string[][]): string[] {
  return [...new Set(lists.flat().map((path) => resolve(path)))];
}
