import type { HostRequirements } from "@deadline/openjd";
import { createJob } from "../api/jobs.ts";
import type { CreateJobInput } from "../api/shapes.ts";
import { progressMessage } from "../attachments/progress_message.ts";
import { openQueueStore } from "../attachments/store.ts";
import type { UploadSummary } from "../attachments/upload_files.ts";
import { xxh128 } from "../attachments/xxh128.ts";
import type { MutationOptions } from "../session/call.ts";
import { coalesce, Stopped, systemClock } from "../task/mod.ts";
import { BundleError } from "./bundle_error.ts";
import type { BundleSettings } from "./bundle_parameters.ts";
import { editTemplate } from "./edit_template.ts";
import { type HashedGroup, hashGroups } from "./hash_groups.ts";
import { jobAttachments, type JobAttachmentsFileSystem } from "./job_attachments.ts";
import type { JobFields } from "./job_fields.ts";
import { type AttachmentPlan, planAttachments } from "./plan_attachments.ts";
import {
  attachmentNotice,
  locationsOf,
  type PreparedSubmission,
  prepareSubmission,
  type SubmissionSource,
} from "./prepare_submission.ts";
import type { Bundle } from "./read_bundle.ts";
import { sendAttachments } from "./send_attachments.ts";
import { waitForCreation } from "./wait_for_creation.ts";
import { toWireParameters } from "./wire_parameters.ts";

/** Where and how a bundle is submitted. Fields given here win over those of the bundle. */
export interface SubmitBundleInput extends SubmissionSource, JobFields {
  /** The name of the job, in place of the template's. */
  name?: string | undefined;
  /** The description of the job, in place of the template's. */
  description?: string | undefined;
  /** What hosts must have to run any step, in place of what the steps say. */
  hostRequirements?: HostRequirements | undefined;
  /** Fields that hold where neither this input nor the bundle says. */
  defaults?: JobFields | undefined;
  /** Refuse input files and folders that are not there, rather than only telling the job of them. */
  requirePathsExist?: boolean | undefined;
  /**
   * How workers get at the files.
   *
   * @default {"COPIED"}
   */
  fileSystem?: JobAttachmentsFileSystem | undefined;
  /** Look for every file in the store, whatever the cache of earlier looks says. */
  forceS3Check?: boolean | undefined;
  /**
   * What makes this submission the same when it is made again: there is one job of it at most. It has
   * to be submitted with the same bundle, files and values then.
   */
  clientToken?: string | undefined;
}

/** What a submission is about to send. */
export interface SubmissionSummary {
  /** The name that the job will have; format strings in it are not resolved yet. */
  name: string;
  /** The queue. */
  queueName: string;
  /** The bundle. */
  bundle: Bundle;
  /** The parameters and fields of the job. */
  settings: BundleSettings;
  /** What goes along with the job; none if it has no files, or the queue does not move them. */
  attachments?: AttachmentPlan | undefined;
  /** What people should know, such as that files are not sent along. */
  notices: string[];
}

/** Where a submission is. */
export interface SubmitProgress {
  /** What is being done. */
  phase: "reading" | "queue" | "hashing" | "uploading" | "creating" | "waiting";
  /** The same for people. */
  message: string;
  /** Hashing and uploading: files that are done. */
  files?: number | undefined;
  /** Files in all. */
  totalFiles?: number | undefined;
  /** Bytes that are done. */
  bytes?: number | undefined;
  /** Bytes in all. */
  totalBytes?: number | undefined;
  /** Bytes a second. */
  bytesPerSecond?: number | undefined;
  /** Seconds that are left at this rate. */
  secondsLeft?: number | undefined;
  /** The job, from the moment that the service has confirmed it. */
  jobId?: string | undefined;
}

/** Options for {@linkcode submitBundle}. */
export interface SubmitBundleOptions extends MutationOptions {
  /** Called as the submission goes on: at most 20 times a second, and with the last of each phase. */
  onProgress?: ((progress: SubmitProgress) => void) | undefined;
  /**
   * Asked before any file is read; `false` cancels. Without it, files of places that nobody has named
   * are an error.
   */
  confirm?: ((summary: SubmissionSummary) => boolean | Promise<boolean>) | undefined;
  /**
   * Called when everything was read but the files. It may give another preparation, as hooks before
   * a submission do.
   */
  onPrepared?:
    | ((
      prepared: PreparedSubmission,
    ) => void | PreparedSubmission | Promise<void | PreparedSubmission>)
    | undefined;
  /** Called with what the job is created with, before it is. */
  onRequest?: ((request: CreateJobInput) => void | Promise<void>) | undefined;
  /**
   * The folder of the caches of hashes, of objects seen and of uploads that were broken off, such as
   * `~/.deadline/cache`; without it, every file is read and looked for each time.
   */
  cacheDir?: string | undefined;
}

/** What was sent along with a job. Files that are there already count as skipped. */
export interface SentAttachments extends UploadSummary {
  /** Files that were read to hash them. */
  hashedFiles: number;
  /** Bytes of them. */
  hashedBytes: number;
  /** Files whose hashes were known from earlier. */
  cachedFiles: number;
  /** Bytes of them. */
  cachedBytes: number;
}

/** A job that was submitted. */
export interface SubmittedJob {
  /** The job. */
  jobId: string;
  /** The name it was submitted with. */
  name: string;
  /** The state of its creation: complete, unless the service says otherwise. */
  lifecycleStatus: string;
  /** What the service says about it. */
  message: string;
  /** What was sent along with it, if anything. */
  attachments?: SentAttachments | undefined;
  /** What people should know, such as that files were not sent along. */
  notices: string[];
}

const DEFAULT_PRIORITY = 50;
/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 50;

/**
 * Submits a job bundle: hashes and sends the files that it needs, creates the job, and waits until
 * the service has made it. The call that creates it carries one client token over all its attempts,
 * so there is never a second job. Aborting stops the submission at once; a job that was made by then
 * stays. If it ends while the job may or may not be there, `onUnknown` gets the means to find out.
 *
 * What was sent before it failed or was stopped is not sent again the next time.
 *
 * @throws {BundleError} if the bundle cannot be used as it is; nothing was sent then.
 * @throws {UnusableFilesError} naming all files that cannot be sent; there is no job then.
 * @throws {DeadlineError} if a call fails, or the service cannot make the job of the template.
 * @throws The signal's reason, untouched, if it aborts; {@linkcode Stopped} if `confirm` declines.
 *
 * ```ts
 * import { submitBundle } from "@deadline/client/bundle";
 *
 * const { jobId } = await submitBundle("samples/hello", {
 *   farmId: "farm-0123456789abcdef0123456789abcdef",
 *   queueId: "queue-0123456789abcdef0123456789abcdef",
 *   parameters: { Who: "everybody" },
 * });
 * console.log(jobId);
 * ```
 */
export async function submitBundle(
  directory: string,
  input: SubmitBundleInput,
  options: SubmitBundleOptions = {},
): Promise<SubmittedJob> {
  const { onProgress, confirm, onPrepared, onRequest, cacheDir, onEffect, onUnknown, ...calls } =
    options;
  const { farmId, queueId } = input;
  const progress = coalesce(
    (value: SubmitProgress) => onProgress?.(value),
    REPORT_EVERY,
    systemClock,
  );
  /** Begins a phase: what is held back of the one before comes first. */
  const enter = (value: SubmitProgress) => {
    progress.flush();
    progress.push(value);
    progress.flush();
  };
  try {
    let prepared = await prepareSubmission(directory, input, {
      ...calls,
      onPhase: (phase) =>
        enter({ phase, message: phase === "queue" ? "Asking the queue" : `Reading ${directory}` }),
    });
    prepared = await onPrepared?.(prepared) ?? prepared;
    const { bundle, queue, settings } = prepared;
    const plan = await planOf(prepared, input, calls.signal);
    const notices = [attachmentNotice(prepared)].filter((notice) => notice !== undefined);
    const summary: SubmissionSummary = {
      name: input.name || bundle.template.name,
      queueName: queue.displayName ?? queueId,
      bundle,
      settings,
      attachments: plan,
      notices,
    };
    await approve(summary, confirm);

    let attachments: CreateJobInput["attachments"];
    let sent: SentAttachments | undefined;
    if (plan) {
      const groups = await hash(plan, { cacheDir, signal: calls.signal }, enter, progress.push);
      const made = await jobAttachments({
        farmId,
        queueId,
        groups,
        fileSystem: input.fileSystem ?? "COPIED",
        guid: guidsOf(input.clientToken),
      });
      attachments = made.attachments;
      if (made.manifests.length > 0) {
        enter({ phase: "uploading", message: "Opening the attachments of the queue" });
        const store = await openQueueStore({ farmId, queueId, queue }, calls);
        const upload = await sendAttachments(store, groups, made.manifests, {
          cacheDir,
          forceS3Check: input.forceS3Check,
          signal: calls.signal,
          onRetry: calls.onRetry,
          onProgress: (value) =>
            progress.push({
              ...value,
              phase: "uploading",
              message: progressMessage("uploading", value),
            }),
        });
        sent = { ...upload, ...hashedOf(groups) };
      }
    }

    const request = toCreateJobInput(prepared, input, attachments);
    await onRequest?.(request);
    enter({ phase: "creating", message: `Creating the job in ${summary.queueName}` });
    const created = await createJob(request, { ...calls, onEffect, onUnknown });
    const jobId = created.jobId!;

    enter({ phase: "waiting", message: `Waiting for ${jobId}`, jobId });
    const { lifecycleStatus, message } = await waitForCreation({ farmId, queueId, jobId }, calls);
    return { jobId, name: summary.name, lifecycleStatus, message, attachments: sent, notices };
  } finally {
    progress.stop();
  }
}

/** What goes along; undefined if nothing is to be moved, or the queue does not move files. */
async function planOf(
  prepared: PreparedSubmission,
  { requirePathsExist }: SubmitBundleInput,
  signal: AbortSignal | undefined,
): Promise<AttachmentPlan | undefined> {
  const { queue, assets, knownPaths } = prepared;
  if (!queue.jobAttachmentSettings) return undefined;
  const plan = await planAttachments({
    assets,
    locations: locationsOf(prepared),
    knownPaths,
    requirePathsExist,
  }, { signal });
  return plan.groups.length > 0 ? plan : undefined;
}

async function approve(
  summary: SubmissionSummary,
  confirm: SubmitBundleOptions["confirm"],
): Promise<void> {
  if (confirm) {
    if (await confirm(summary)) return;
    throw new Stopped("user", "the submission was declined");
  }
  const { inputs, outputs } = summary.attachments?.unknown ?? { inputs: [], outputs: [] };
  const [place] = [...inputs, ...outputs];
  if (place === undefined) return;
  const others = inputs.length + outputs.length - 1;
  throw new BundleError(
    summary.bundle.directory,
    `it names files in "${place}"${others > 0 ? ` and ${others} more places` : ""}, which nobody ` +
      "has said may be sent; name the place in knownAssetPaths, or ask in confirm",
  );
}

async function hash(
  plan: AttachmentPlan,
  options: { cacheDir: string | undefined; signal: AbortSignal | undefined },
  enter: (progress: SubmitProgress) => void,
  push: (progress: SubmitProgress) => void,
): Promise<HashedGroup[]> {
  const { files: totalFiles, bytes: totalBytes } = plan;
  if (totalFiles > 0) {
    const start = { files: 0, totalFiles, bytes: 0, totalBytes, bytesPerSecond: 0 };
    enter({ ...start, phase: "hashing", message: progressMessage("hashing", start) });
  }
  return await hashGroups(plan.groups, { files: totalFiles, bytes: totalBytes }, {
    ...options,
    onProgress(value) {
      const { skippedFiles: _, skippedBytes: __, ...progress } = value;
      push({ ...progress, phase: "hashing", message: progressMessage("hashing", value) });
    },
  });
}

function hashedOf(
  groups: readonly HashedGroup[],
): Pick<SentAttachments, "hashedFiles" | "hashedBytes" | "cachedFiles" | "cachedBytes"> {
  const counts = { hashedFiles: 0, hashedBytes: 0, cachedFiles: 0, cachedBytes: 0 };
  for (const { files } of groups) {
    for (const { status, size } of files) {
      const kind = status === "unchanged" ? "cached" : "hashed";
      counts[`${kind}Files`]++;
      counts[`${kind}Bytes`] += size;
    }
  }
  return counts;
}

/** A submission that is made again under the same token has its manifests in the same places. */
function guidsOf(clientToken: string | undefined): (rootPath: string) => string | Promise<string> {
  if (clientToken === undefined) return () => crypto.randomUUID().replaceAll("-", "");
  return (rootPath) => xxh128(`${clientToken}\n${rootPath}`);
}

/** What the job is created with. */
export function toCreateJobInput(
  { bundle, settings: { fields, parameters } }: PreparedSubmission,
  input: SubmitBundleInput,
  attachments: CreateJobInput["attachments"],
): CreateJobInput {
  const { templateText, templateType } = bundle;
  const field = <K extends keyof JobFields>(name: K): JobFields[K] =>
    input[name] ?? fields[name] ?? input.defaults?.[name];
  return {
    farmId: input.farmId,
    queueId: input.queueId,
    template: editTemplate(templateText, templateType, input),
    templateType,
    priority: field("priority") ?? DEFAULT_PRIORITY,
    targetTaskRunStatus: field("targetTaskRunStatus"),
    maxFailedTasksCount: field("maxFailedTasksCount"),
    maxRetriesPerTask: field("maxRetriesPerTask"),
    maxWorkerCount: field("maxWorkerCount"),
    storageProfileId: input.storageProfileId,
    attachments,
    parameters: toWireParameters(parameters),
    clientToken: input.clientToken,
  };
}
