import { resolve } from "@std/path";
import type { EnvironmentTemplate } from "@deadline/openjd";
import { getQueue } from "../api/queues.ts";
import type { GetQueueOutput, GetStorageProfileForQueueOutput } from "../api/shapes.ts";
import { getStorageProfileForQueue } from "../api/storage_profiles.ts";
import type { FileSystemLocation } from "../attachments/asset_groups.ts";
import type { CallOptions } from "../session/call.ts";
import type { AssetReferences } from "./asset_references.ts";
import { type BundleSettings, resolveBundleParameters } from "./bundle_parameters.ts";
import { emptyAssets, parameterAssets, pathsOfSubmitter } from "./parameter_assets.ts";
import { getQueueEnvironmentTemplates } from "./queue_environment_templates.ts";
import { type Bundle, readBundle } from "./read_bundle.ts";

/** What is read of a bundle, and how, before it is submitted. */
export interface SubmissionSource {
  /** The farm. */
  farmId: string;
  /** The queue. */
  queueId: string;
  /** Values of job parameters and `deadline:` fields; relative paths are taken from `cwd`. */
  parameters?: Readonly<Record<string, unknown>> | undefined;
  /** The storage profile of this workstation. */
  storageProfileId?: string | undefined;
  /** The directory that relative paths are taken from; else the current one. */
  cwd?: string | undefined;
  /** Paths besides those of the bundle; relative ones are taken from `cwd`. */
  assets?: Partial<AssetReferences> | undefined;
  /** Places whose files may be sent without a question, besides the bundle itself. */
  knownAssetPaths?: readonly string[] | undefined;
}

/** A submission of which everything is read but its files. */
export interface PreparedSubmission {
  /** The bundle. */
  bundle: Bundle;
  /** The queue. */
  queue: GetQueueOutput;
  /** The storage profile, if one is chosen. */
  storageProfile?: GetStorageProfileForQueueOutput | undefined;
  /** The environments of the queue. */
  queueEnvironments: EnvironmentTemplate[];
  /** What the submitter gave, as he gave it, and hooks below him. */
  given: Readonly<Record<string, unknown>>;
  /** The parameters and fields of the job. */
  settings: BundleSettings;
  /** All paths: the bundle's, those that parameters have, and those added. */
  assets: AssetReferences;
  /** Where each of them is from. */
  sources: { bundle: AssetReferences; parameters: AssetReferences; added: AssetReferences };
  /** Places that need no question. */
  knownPaths: string[];
}

/** Reads a bundle, its queue and its storage profile. */
export async function prepareSubmission(
  directory: string,
  source: SubmissionSource,
  options: CallOptions & { onPhase?: ((phase: "reading" | "queue") => void) | undefined } = {},
): Promise<PreparedSubmission> {
  const { onPhase = () => {}, ...calls } = options;
  const { farmId, queueId, storageProfileId, cwd } = source;
  onPhase("reading");
  const bundle = await readBundle(directory, { signal: calls.signal, cwd });
  onPhase("queue");
  const queue = await getQueue({ farmId, queueId }, calls);
  const storageProfile = storageProfileId
    ? await getStorageProfileForQueue({ farmId, queueId, storageProfileId }, calls)
    : undefined;
  const queueEnvironments = await getQueueEnvironmentTemplates({ farmId, queueId }, calls);
  return settle({ bundle, queue, storageProfile, queueEnvironments }, source);
}

/** Works out the values and paths of a submission from what was read. */
export function settle(
  read: Pick<PreparedSubmission, "bundle" | "queue" | "storageProfile" | "queueEnvironments">,
  source: SubmissionSource,
): PreparedSubmission {
  const { bundle, queue, storageProfile, queueEnvironments } = read;
  const { parameters: given = {} } = source;
  const settings = resolveBundleParameters(bundle, {
    values: given,
    queueEnvironments,
    cwd: source.cwd,
  });
  const paths = pathsOf(bundle, settings, source);
  return { bundle, queue, storageProfile, queueEnvironments, given, settings, ...paths };
}

/** Collects the paths of a submission. */
function pathsOf(
  bundle: Bundle,
  settings: BundleSettings,
  { assets: more = {}, knownAssetPaths = [], cwd = Deno.cwd() }: SubmissionSource,
): Pick<PreparedSubmission, "assets" | "sources" | "knownPaths"> {
  const { parameters } = settings;
  const allowUris = bundle.template.extensions?.includes("EXPR") ?? false;
  const added = emptyAssets();
  for (const key of KEYS) added[key] = (more[key] ?? []).map((path) => resolve(cwd, path));
  const sources = {
    bundle: bundle.assetReferences,
    parameters: parameterAssets(parameters, { allowUris }),
    added,
  };
  const assets = emptyAssets();
  for (const part of Object.values(sources)) {
    for (const key of KEYS) assets[key].push(...part[key]);
  }
  const pointedAt = pathsOfSubmitter(parameters, { allowUris });
  // What the submitter adds by himself is what he wants to send.
  const addedPlaces = [...added.inputFiles, ...added.inputDirectories, ...added.outputDirectories];
  const knownPaths = [bundle.directory, ...knownAssetPaths, ...pointedAt, ...addedPlaces];
  return { assets, sources, knownPaths };
}

const KEYS: readonly (keyof AssetReferences)[] = [
  "inputFiles",
  "inputDirectories",
  "outputDirectories",
  "referencedPaths",
];

/** The places of a storage profile. */
export function locationsOf(
  { storageProfile }: Pick<PreparedSubmission, "storageProfile">,
): FileSystemLocation[] {
  return (storageProfile?.fileSystemLocations ?? []).map(({ name, path, type }) => ({
    name: name!,
    path: path!,
    type: type as FileSystemLocation["type"],
  }));
}

/** Whether the queue moves files, and if not, what becomes of those that the job names. */
export function attachmentNotice(
  { queue, assets }: Pick<PreparedSubmission, "queue" | "assets">,
): string | undefined {
  if (queue.jobAttachmentSettings) return undefined;
  const paths = [...assets.inputFiles, ...assets.inputDirectories, ...assets.outputDirectories];
  if (paths.length === 0) return undefined;
  const count = paths.length === 1 ? "1 path" : `${paths.length} paths`;
  return `The queue "${
    queue.displayName ?? queue.queueId
  }" has no job attachments settings: ${count} ` +
    `such as "${
      paths[0]
    }" will not be sent along, nor outputs kept; workers must reach them by themselves`;
}
