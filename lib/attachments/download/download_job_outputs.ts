import { getJob } from "../../api/jobs.ts";
import type { CallOptions } from "../../session/call.ts";
import { openQueueStore } from "../store.ts";
import {
  type DownloadFile,
  downloadFiles,
  type DownloadFilesOptions,
  type DownloadSummary,
  type FileConflict,
} from "./download_files.ts";
import { DownloadSelection, type MatchPathsBy } from "./download_selection.ts";
import { listJobInputs } from "./list_job_inputs.ts";
import {
  type JobAttachmentsOptions,
  type JobOutputsInput,
  listJobOutputs,
} from "./list_job_outputs.ts";
import type { ManifestGroup } from "./manifest_group.ts";
import { NothingToDownloadError } from "./nothing_to_download_error.ts";
import { storageProfileMapping } from "./storage_profile_mapping.ts";

/** What {@linkcode downloadJobInputs} takes. */
export interface DownloadJobInputsInput {
  /** The farm. */
  farmId: string;
  /** The queue. */
  queueId: string;
  /** The job. */
  jobId: string;
  /** Patterns of files to download; all, unless given. See {@linkcode includeFiles}. */
  include?: readonly string[] | undefined;
  /**
   * Which paths the patterns are held against.
   *
   * @default {"LOCAL"}
   */
  matchPathsBy?: MatchPathsBy | undefined;
  /** Folders to download to, by the roots of the job. */
  roots?: Readonly<Record<string, string>> | undefined;
  /**
   * What happens to other files that are in the place of these.
   *
   * @default {"CREATE_COPY"}
   */
  conflict?: FileConflict | undefined;
  /** The storage profile of this machine, by which paths of the job are mapped. */
  storageProfileId?: string | undefined;
}

/** What {@linkcode downloadJobOutputs} takes. */
export interface DownloadJobOutputsInput extends DownloadJobInputsInput {
  /** One step; all, unless given. */
  stepId?: string | undefined;
  /** One task of the step; all, unless given. */
  taskId?: string | undefined;
}

/** Options of downloads of a job. */
export interface DownloadJobOptions
  extends CallOptions, Omit<DownloadFilesOptions, "conflict" | "onRetry"> {
  /** Called with the number of files that the storage profiles do not know. */
  onUnmapped?: ((count: number) => void) | undefined;
}

/**
 * Downloads what a job, a step or a task has made; see {@linkcode downloadFiles}.
 *
 * @throws {NothingToDownloadError} if there is nothing: that is never taken for done.
 * @throws What {@linkcode listJobOutputs} and {@linkcode downloadFiles} throw.
 *
 * ```ts
 * import { downloadJobOutputs } from "@deadline/client/attachments";
 *
 * const { downloadedFiles } = await downloadJobOutputs({
 *   farmId: "farm-...",
 *   queueId: "queue-...",
 *   jobId: "job-...",
 *   include: ["*.exr"],
 *   roots: { "/proj/shot": "/home/ann/shot" },
 * });
 * ```
 */
export function downloadJobOutputs(
  input: DownloadJobOutputsInput,
  options: DownloadJobOptions = {},
): Promise<DownloadSummary> {
  return download(input, options, listJobOutputs, "no outputs");
}

/**
 * Downloads what a job was submitted with; see {@linkcode downloadFiles}.
 *
 * @throws {NothingToDownloadError} if there is nothing: that is never taken for done.
 * @throws What {@linkcode listJobInputs} and {@linkcode downloadFiles} throw.
 *
 * ```ts
 * import { downloadJobInputs } from "@deadline/client/attachments";
 *
 * const ids = { farmId: "farm-...", queueId: "queue-...", jobId: "job-..." };
 * await downloadJobInputs({ ...ids, conflict: "SKIP" });
 * ```
 */
export function downloadJobInputs(
  input: DownloadJobInputsInput,
  options: DownloadJobOptions = {},
): Promise<DownloadSummary> {
  return download(input, options, listJobInputs, "no inputs");
}

async function download(
  input: DownloadJobOutputsInput,
  options: DownloadJobOptions,
  list: (ids: JobOutputsInput, options: JobAttachmentsOptions) => Promise<ManifestGroup[]>,
  none: NothingToDownloadError["why"],
): Promise<DownloadSummary> {
  const { farmId, queueId, jobId, conflict } = input;
  const job = await getJob({ farmId, queueId, jobId }, options);
  const store = await openQueueStore({ farmId, queueId }, options);
  const groups = await list(input, { ...options, job, store });
  if (groups.length === 0) throw new NothingToDownloadError(none);
  const files = await filesToDownload(input, job.storageProfileId, groups, options);
  return await downloadFiles(store, files, { ...options, conflict });
}

async function filesToDownload(
  input: DownloadJobOutputsInput,
  ofJob: string | undefined,
  groups: readonly ManifestGroup[],
  options: DownloadJobOptions,
): Promise<DownloadFile[]> {
  const { farmId, queueId, include = [], matchPathsBy, roots = {}, storageProfileId } = input;
  let selection = new DownloadSelection(groups).including(include, matchPathsBy);
  if (storageProfileId) {
    const ids = { farmId, queueId, ofJob, ofHost: storageProfileId };
    const { mapping } = await storageProfileMapping(ids, options);
    if (mapping) {
      const { files, unmapped } = selection.mappedFiles(mapping);
      if (files.length === 0) {
        throw new NothingToDownloadError(unmapped ? "not mapped" : "no match");
      }
      if (unmapped > 0) options.onUnmapped?.(unmapped);
      return files;
    }
  }
  for (const [root, to] of Object.entries(roots)) {
    if (groups.some(({ rootPath }) => rootPath === root)) selection = selection.withRoot(root, to);
  }
  if (selection.count === 0) throw new NothingToDownloadError("no match");
  return selection.files();
}
