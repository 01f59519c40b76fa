import { getJob } from "../../api/jobs.ts";
import { listStepDependencies } from "../../api/steps.ts";
import { openQueueStore } from "../store.ts";
import { listJobInputs } from "./list_job_inputs.ts";
import { type JobAttachmentsOptions, listJobOutputs } from "./list_job_outputs.ts";
import { type ManifestGroup, mergeManifests } from "./manifest_group.ts";

/** What {@linkcode listJobManifests} takes. */
export interface JobManifestsInput {
  /** The farm. */
  farmId: string;
  /** The queue. */
  queueId: string;
  /** The job. */
  jobId: string;
  /** A step: its outputs, and the outputs of the steps that it needs as inputs. */
  stepId?: string | undefined;
  /**
   * Which files: those that the job, or the step, begins with; those it makes; or both.
   *
   * @default {"ALL"}
   */
  assetType?: "INPUT" | "OUTPUT" | "ALL" | undefined;
}

/**
 * Lists all files of a job or a step, one manifest for each root. Outputs of steps that a step needs
 * replace inputs, and its own outputs replace both.
 *
 * @throws What {@linkcode listJobInputs} and {@linkcode listJobOutputs} throw.
 *
 * ```ts
 * import { listJobManifests, writeManifest } from "@deadline/client/attachments";
 *
 * const ids = { farmId: "farm-...", queueId: "queue-...", jobId: "job-..." };
 * for (const { rootPath, manifest } of await listJobManifests(ids)) {
 *   await writeManifest({ manifest, root: rootPath, destination: "/tmp" });
 * }
 * ```
 */
export async function listJobManifests(
  { stepId, assetType = "ALL", ...ids }: JobManifestsInput,
  options: JobAttachmentsOptions = {},
): Promise<ManifestGroup[]> {
  const [store, job] = await Promise.all([
    options.store ?? openQueueStore(ids, options),
    options.job ?? getJob(ids, options),
  ]);
  const known = { ...options, store, job };
  const groups: ManifestGroup[] = [];
  if (assetType !== "OUTPUT") {
    groups.push(...await listJobInputs(ids, known));
    if (stepId) {
      for await (const { stepId: needed } of listStepDependencies({ ...ids, stepId }, options)) {
        groups.push(...await listJobOutputs({ ...ids, stepId: needed }, known));
      }
    }
  }
  if (assetType !== "INPUT") groups.push(...await listJobOutputs({ ...ids, stepId }, known));
  const byRoot = Map.groupBy(groups, ({ rootPath }) => rootPath);
  return [...byRoot.values()].map((ofRoot) => ({
    ...ofRoot[0],
    manifest: mergeManifests(ofRoot.map(({ manifest }) => manifest)),
  }));
}
