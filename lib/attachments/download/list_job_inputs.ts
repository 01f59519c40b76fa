import { getJob } from "../../api/jobs.ts";
import { manifestKey, openQueueStore } from "../store.ts";
import { readStoredManifests } from "./_stored_manifest.ts";
import type { JobAttachmentsOptions, JobOutputsInput } from "./list_job_outputs.ts";
import { type ManifestGroup, mergeManifests } from "./manifest_group.ts";

/**
 * Lists the files that a job was submitted with.
 *
 * @returns A group for each root that has files, or none if the job was submitted without.
 * @throws {DeadlineError} if the store may not be read, or a manifest is no longer there.
 * @throws {ManifestDecodeError} if a manifest is broken.
 *
 * ```ts
 * import { listJobInputs } from "@deadline/client/attachments";
 *
 * const ids = { farmId: "farm-...", queueId: "queue-...", jobId: "job-..." };
 * for (const { rootPath, manifest } of await listJobInputs(ids)) {
 *   console.log(rootPath, manifest.paths.length);
 * }
 * ```
 */
export async function listJobInputs(
  { farmId, queueId, jobId }: Pick<JobOutputsInput, "farmId" | "queueId" | "jobId">,
  options: JobAttachmentsOptions = {},
): Promise<ManifestGroup[]> {
  const { attachments } = options.job ?? await getJob({ farmId, queueId, jobId }, options);
  const told = (attachments?.manifests ?? []).filter((each) => each.inputManifestPath);
  if (told.length === 0) return [];
  const store = options.store ?? await openQueueStore({ farmId, queueId }, options);
  const keys = told.map(({ inputManifestPath }) => manifestKey(store, inputManifestPath!));
  const stored = await readStoredManifests(store, keys, options);
  const groups = new Map<string, ManifestGroup>();
  for (const [index, each] of told.entries()) {
    const rootPath = each.rootPath!;
    const { manifest } = stored[index];
    const before = groups.get(rootPath);
    groups.set(rootPath, {
      rootPath,
      rootPathFormat: each.rootPathFormat as "posix" | "windows",
      fileSystemLocationName: each.fileSystemLocationName,
      manifest: before ? mergeManifests([before.manifest, manifest]) : manifest,
      outputRelativeDirectories: each.outputRelativeDirectories,
    });
  }
  return [...groups.values()];
}
