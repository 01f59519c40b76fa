import { createJob } from "../api/jobs.ts";
import { getQueue } from "../api/queues.ts";
import type { CreateJobInput, GetQueueOutput } from "../api/shapes.ts";
import type { MutationOptions } from "../session/call.ts";
import { Stopped } from "../task/mod.ts";
import { BundleError } from "./bundle_error.ts";
import { type BundleSettings, resolveBundleParameters } from "./bundle_parameters.ts";
import type { JobFields } from "./job_fields.ts";
import { getQueueEnvironmentTemplates } from "./queue_environment_templates.ts";
import { type Bundle, readBundle } from "./read_bundle.ts";
import { renameTemplate } from "./rename_template.ts";
import { waitForCreation } from "./wait_for_creation.ts";
import { toWireParameters } from "./wire_parameters.ts";

/** Where and how a bundle is submitted. Fields given here win over those of the bundle. */
export interface SubmitBundleInput extends JobFields {
  /** The farm. */
  farmId: string;
  /** The queue. */
  queueId: string;
  /** The name of the job, in place of the template's. */
  name?: string | undefined;
  /** Values of job parameters and `deadline:` fields; relative paths are taken from `cwd`. */
  parameters?: Readonly<Record<string, string>> | undefined;
  /** The storage profile of this workstation. */
  storageProfileId?: string | undefined;
  /** The directory that relative paths are taken from; else the current one. */
  cwd?: string | undefined;
  /** Fields that hold where neither this input nor the bundle says. */
  defaults?: JobFields | undefined;
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
}

/** Where a submission is. */
export interface SubmitProgress {
  /** What is being done. */
  phase: "reading" | "queue" | "creating" | "waiting";
  /** The same for people. */
  message: string;
  /** The job, from the moment that the service has confirmed it. */
  jobId?: string | undefined;
}

/** Options for {@linkcode submitBundle}. */
export interface SubmitBundleOptions extends MutationOptions {
  /** Called as the submission goes on. */
  onProgress?: ((progress: SubmitProgress) => void) | undefined;
  /** Asked before the job is created; `false` cancels. */
  confirm?: ((summary: SubmissionSummary) => boolean | Promise<boolean>) | undefined;
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
}

const DEFAULT_PRIORITY = 50;

/**
 * Submits a job bundle and waits until the service has made the job. The call that creates it
 * carries one client token over all its attempts, so there is never a second job. Aborting stops
 * the submission; a job that was made by then stays. If it ends while the job may or may not be
 * there, `onUnknown` gets the means to find out.
 *
 * @throws {BundleError} if the bundle cannot be used as it is; nothing was sent then.
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
  const { onProgress = () => {}, confirm, onEffect, onUnknown, ...calls } = options;
  const mutation = { ...calls, onEffect, onUnknown };
  const { farmId, queueId, cwd } = input;
  onProgress({ phase: "reading", message: `Reading ${directory}` });
  const bundle = await readBundle(directory, { signal: calls.signal, cwd });

  onProgress({ phase: "queue", message: "Asking the queue" });
  const queue = await getQueue({ farmId, queueId }, calls);
  const queueEnvironments = await getQueueEnvironmentTemplates({ farmId, queueId }, calls);
  const settings = resolveBundleParameters(bundle, {
    values: input.parameters,
    queueEnvironments,
    cwd,
  });
  checkAttachments(bundle, settings, queue);
  const name = input.name ?? bundle.template.name;
  const summary = { name, queueName: queue.displayName ?? queueId, bundle, settings };
  if (confirm && !await confirm(summary)) throw new Stopped("user", "the submission was declined");

  onProgress({ phase: "creating", message: `Creating the job in ${summary.queueName}` });
  const created = await createJob(toCreateJobInput(summary, input), mutation);
  const jobId = created.jobId!;

  onProgress({ phase: "waiting", message: `Waiting for ${jobId}`, jobId });
  const { lifecycleStatus, message } = await waitForCreation({ farmId, queueId, jobId }, calls);
  return { jobId, name, lifecycleStatus, message };
}

function toCreateJobInput(summary: SubmissionSummary, input: SubmitBundleInput): CreateJobInput {
  const { bundle, settings: { fields, parameters } } = summary;
  const { templateText, templateType } = bundle;
  const field = <K extends keyof JobFields>(name: K): JobFields[K] =>
    input[name] ?? fields[name] ?? input.defaults?.[name];
  return {
    farmId: input.farmId,
    queueId: input.queueId,
    template: input.name ? renameTemplate(templateText, templateType, input.name) : templateText,
    templateType,
    priority: field("priority") ?? DEFAULT_PRIORITY,
    targetTaskRunStatus: field("targetTaskRunStatus"),
    maxFailedTasksCount: field("maxFailedTasksCount"),
    maxRetriesPerTask: field("maxRetriesPerTask"),
    maxWorkerCount: field("maxWorkerCount"),
    storageProfileId: input.storageProfileId,
    parameters: toWireParameters(parameters),
  };
}

/** Files are not sent along: a job that needs them on a queue that moves files would only fail. */
function checkAttachments(bundle: Bundle, settings: BundleSettings, queue: GetQueueOutput): void {
  if (!queue.jobAttachmentSettings) return;
  const { inputFiles, inputDirectories, outputDirectories } = bundle.assetReferences;
  const paths = [...inputFiles, ...inputDirectories, ...outputDirectories];
  for (const { definition: { dataFlow = "NONE" }, value } of settings.parameters) {
    if (dataFlow !== "NONE" && value) paths.push(value);
  }
  if (paths.length === 0) return;
  throw new BundleError(
    bundle.directory,
    `it needs ${paths.length} path${paths.length === 1 ? "" : "s"} such as "${paths[0]}" sent ` +
      `along, and job attachments are not supported; use a queue without job attachment settings`,
  );
}
