import { createJob } from "../api/jobs.ts";
import { progressMessage } from "../attachments/progress_message.ts";
import { openQueueStore } from "../attachments/store.ts";
import type { CallOptions } from "../session/call.ts";
import {
  type AssembledSubmission,
  assembleSubmission,
  SubmissionReport,
} from "./_assemble_submission.ts";
import { runPostSubmissionHooks } from "./_submission_hooks.ts";
import type { HashedGroup } from "./hash_groups.ts";
import { sendAttachments } from "./send_attachments.ts";
import type {
  SentAttachments,
  SubmitBundleInput,
  SubmitBundleOptions,
  SubmittedJob,
} from "./submission.ts";
import { waitForCreation } from "./wait_for_creation.ts";

export type {
  SentAttachments,
  SubmissionSummary,
  SubmitBundleInput,
  SubmitBundleOptions,
  SubmitProgress,
  SubmittedJob,
} from "./submission.ts";

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
  const { onProgress, confirm, onRequest, cacheDir, onEffect, onUnknown, ...others } = options;
  const { onHookLine, onHookWarning, concurrency, ...calls } = others;
  const { farmId, queueId } = input;
  using report = new SubmissionReport(onProgress);
  const assembled = await assembleSubmission(
    directory,
    input,
    { ...calls, confirm, onHookLine, cacheDir },
    report,
  );
  const { summary: { name, queueName, notices }, request } = assembled;
  const attachments = await send(assembled, input, { ...calls, cacheDir, concurrency }, report);
  await onRequest?.(request);

  report.enter({ phase: "creating", message: `Creating the job in ${queueName}` });
  const created = await createJob(request, { ...calls, onEffect, onUnknown });
  const jobId = created.jobId!;

  report.enter({ phase: "waiting", message: `Waiting for ${jobId}`, jobId });
  const { lifecycleStatus, message } = await waitForCreation({ farmId, queueId, jobId }, calls);
  await runPostSubmissionHooks(assembled.prepared, input, { request, jobId }, {
    signal: calls.signal,
    onLine: onHookLine,
    onWarning: onHookWarning,
  });
  return { jobId, name, lifecycleStatus, message, attachments, notices };
}

/** Sends the files and their manifests, if there are any. */
async function send(
  { prepared: { queue }, groups, manifests }: AssembledSubmission,
  { farmId, queueId, forceS3Check }: SubmitBundleInput,
  { cacheDir, concurrency, ...calls }:
    & CallOptions
    & Pick<SubmitBundleOptions, "cacheDir" | "concurrency">,
  report: SubmissionReport,
): Promise<SentAttachments | undefined> {
  if (manifests.length === 0) return undefined;
  report.enter({ phase: "uploading", message: "Opening the attachments of the queue" });
  const store = await openQueueStore({ farmId, queueId, queue }, calls);
  const upload = await sendAttachments(store, groups, manifests, {
    cacheDir,
    forceS3Check,
    concurrency,
    signal: calls.signal,
    onRetry: calls.onRetry,
    timeout: calls.timeout,
    onProgress(value) {
      report.push({ ...value, phase: "uploading", message: progressMessage("uploading", value) });
    },
  });
  return { ...upload, ...hashedOf(groups) };
}

function hashedOf(
  groups: readonly HashedGroup[],
): Pick<SentAttachments, "hashedFiles" | "hashedBytes" | "cachedFiles" | "cachedBytes"> {
  const counts = { hashedFiles: 0, hashedBytes: 0, cachedFiles: 0, cachedBytes: 0 };
  for (const { files } of groups) {
    const { totalFiles, totalBytes, skippedFiles, skippedBytes } = files.progress();
    counts.hashedFiles += totalFiles - skippedFiles;
    counts.hashedBytes += totalBytes - skippedBytes;
    counts.cachedFiles += skippedFiles;
    counts.cachedBytes += skippedBytes;
  }
  return counts;
}
