import { getJob } from "../../api/jobs.ts";
import type { GetJobOutput } from "../../api/shapes.ts";
import { getTask } from "../../api/tasks.ts";
import type { CallOptions } from "../../session/call.ts";
import { ManifestDecodeError } from "../manifest/decode_manifest.ts";
import { type AttachmentStore, manifestKey, openQueueStore } from "../store.ts";
import { listKeys } from "./_list_keys.ts";
import { newestOutputKeys, outputKeysOfAction } from "./_output_keys.ts";
import { readStoredManifests, type StoredManifest } from "./_stored_manifest.ts";
import { formatOfRoot, type ManifestGroup, mergeManifests } from "./manifest_group.ts";

/** Whose outputs {@linkcode listJobOutputs} looks for. */
export interface JobOutputsInput {
  /** The farm. */
  farmId: string;
  /** The queue. */
  queueId: string;
  /** The job. */
  jobId: string;
  /** One step of it; all, unless given. */
  stepId?: string | undefined;
  /** One task of the step; all, unless given. */
  taskId?: string | undefined;
}

/** Options of functions that look at the attachments of a job. */
export interface JobAttachmentsOptions extends CallOptions {
  /** The store of the queue, if it is open already. */
  store?: AttachmentStore | undefined;
  /** The job, if it is known already. */
  job?: Pick<GetJobOutput, "attachments"> | undefined;
}

/**
 * Lists what a job, a step or a task has made: of each task what its newest action made. Where
 * several have made the same file, the one counts that was told of last.
 *
 * @returns A group for each root, or none if there are no outputs yet.
 * @throws {TypeError} if there is a task and no step.
 * @throws {DeadlineError} if the store may not be read: that is not the same as no outputs.
 * @throws {ManifestDecodeError} if a manifest is broken or does not tell its root.
 *
 * ```ts
 * import { listJobOutputs } from "@deadline/client/attachments";
 *
 * const groups = await listJobOutputs({
 *   farmId: "farm-...",
 *   queueId: "queue-...",
 *   jobId: "job-...",
 * });
 * for (const { rootPath, manifest } of groups) {
 *   for (const { path, size } of manifest.paths) console.log(rootPath, path, size);
 * }
 * ```
 */
export async function listJobOutputs(
  input: JobOutputsInput,
  options: JobAttachmentsOptions = {},
): Promise<ManifestGroup[]> {
  const { farmId, queueId, jobId, stepId, taskId } = input;
  if (taskId && !stepId) throw new TypeError("Cannot list outputs of a task without its step");
  const [store, job] = await Promise.all([
    options.store ?? openQueueStore({ farmId, queueId }, options),
    options.job ?? getJob({ farmId, queueId, jobId }, options),
  ]);
  const keys = await outputKeys(store, input, options);
  const manifests = await readStoredManifests(store, keys, options);
  return groupByRoot(store, manifests, job);
}

async function outputKeys(
  store: AttachmentStore,
  { farmId, queueId, jobId, stepId, taskId }: JobOutputsInput,
  options: CallOptions,
): Promise<string[]> {
  const ofJob = manifestKey(store, `${farmId}/${queueId}/${jobId}/`);
  const ofStep = stepId ? `${ofJob}${stepId}/` : ofJob;
  const ofTask = taskId ? `${ofStep}${taskId}/` : ofStep;
  const action = taskId
    ? (await getTask({ farmId, queueId, jobId, stepId: stepId!, taskId }, options))
      .latestSessionActionId
    : undefined;
  if (!action) return newestOutputKeys(await listKeys(store, ofTask, options), ofJob);
  const found = outputKeysOfAction(await listKeys(store, ofTask, options), ofJob, action);
  if (found.length > 0) return found;
  // An action that runs several tasks writes beside them.
  return outputKeysOfAction(await listKeys(store, ofStep, options), ofJob, action);
}

function groupByRoot(
  { bucket }: AttachmentStore,
  manifests: readonly StoredManifest[],
  { attachments }: Pick<GetJobOutput, "attachments">,
): ManifestGroup[] {
  const groups = new Map<string, StoredManifest[]>();
  for (const stored of manifests) {
    const { key, rootPath } = stored;
    if (!rootPath) {
      throw new ManifestDecodeError(
        `"asset-root" is missing in the metadata of "s3://${bucket}/${key}"`,
      );
    }
    const group = groups.get(rootPath);
    if (group) group.push(stored);
    else groups.set(rootPath, [stored]);
  }
  return [...groups].map(([rootPath, ofRoot]) => {
    const told = attachments?.manifests?.find((each) => each.rootPath === rootPath);
    const inOrder = ofRoot.toSorted((a, b) => a.modifiedAt - b.modifiedAt);
    const named = ofRoot.find(({ fileSystemLocationName }) => fileSystemLocationName);
    return {
      rootPath,
      rootPathFormat: told?.rootPathFormat as "posix" | "windows" ?? formatOfRoot(rootPath),
      fileSystemLocationName: named?.fileSystemLocationName ?? told?.fileSystemLocationName,
      manifest: mergeManifests(inOrder.map(({ manifest }) => manifest)),
      outputRelativeDirectories: told?.outputRelativeDirectories,
    };
  });
}
