import type { CallOptions } from "../session/call.ts";
import type { AssetReferences } from "./asset_references.ts";
import { isAt } from "./known_paths.ts";
import { type AttachmentPlan, planAttachments } from "./plan_attachments.ts";
import {
  attachmentNotice,
  locationsOf,
  type PreparedSubmission,
  prepareSubmission,
  type SubmissionSource,
} from "./prepare_submission.ts";

/** A file that would be sent. */
export interface DescribedFile {
  /** Its path, absolute. */
  path: string;
  /** Its size in bytes. */
  size: number;
  /** Whether the bundle or a parameter names it, or it was added. */
  origin: "bundle" | "parameter" | "added";
}

/** Files with one root. */
export interface DescribedGroup {
  /** The folder that has them all. */
  rootPath: string;
  /** The place of the storage profile that they are in, if any. */
  fileSystemLocationName: string | undefined;
  /** The files. */
  files: DescribedFile[];
  /** Folders that outputs are written to. */
  outputDirectories: string[];
  /** Paths that the job is only told of. */
  referencedPaths: string[];
}

/** What would be sent along with a job. */
export interface AssetDescription extends Omit<AttachmentPlan, "groups"> {
  /** The files and folders, by their roots. */
  groups: DescribedGroup[];
  /** Why nothing would be sent, if the queue does not move files. */
  notice?: string | undefined;
}

/**
 * Tells what a submission would send, without reading any file of it.
 *
 * @throws {BundleError} if the bundle cannot be used as it is.
 * @throws {UnusableFilesError} naming all paths that cannot be used.
 * @throws {DeadlineError} if the queue cannot be asked.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function describeAssets(
  directory: string,
  input: SubmissionSource & { requirePathsExist?: boolean | undefined },
  options: CallOptions = {},
): Promise<AssetDescription> {
  const prepared = await prepareSubmission(directory, input, options);
  const sizes = new Map<string, number>();
  const plan = await planAttachments({
    assets: prepared.assets,
    locations: locationsOf(prepared),
    knownPaths: prepared.knownPaths,
    requirePathsExist: input.requirePathsExist,
  }, { signal: options.signal, onFile: (path, size) => void sizes.set(path, size) });
  const originOf = origins(prepared.sources);
  const groups = plan.groups.map(({ rootPath, fileSystemLocationName, ...group }) => ({
    rootPath,
    fileSystemLocationName,
    files: Array.from(group.inputs, (path) => ({
      path,
      size: sizes.get(path) ?? 0,
      origin: originOf(path),
    })),
    outputDirectories: group.outputs,
    referencedPaths: group.references,
  }));
  return { ...plan, groups, notice: attachmentNotice(prepared) };
}

/** Tells of a file where it is from: what names it by itself comes before a folder that it is in. */
function origins(
  sources: PreparedSubmission["sources"],
): (path: string) => DescribedFile["origin"] {
  const named = new Map<string, DescribedFile["origin"]>();
  const folders: [folder: string, origin: DescribedFile["origin"]][] = [];
  const add = (
    { inputFiles, inputDirectories }: AssetReferences,
    origin: DescribedFile["origin"],
  ) => {
    for (const path of inputFiles) if (!named.has(path)) named.set(path, origin);
    for (const folder of inputDirectories) folders.push([folder, origin]);
  };
  add(sources.bundle, "bundle");
  add(sources.parameters, "parameter");
  add(sources.added, "added");
  return (path) =>
    named.get(path) ?? folders.find(([folder]) => isAt(folder, path))?.[1] ?? "bundle";
}
