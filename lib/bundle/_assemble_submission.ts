import type { CreateJobInput } from "../api/shapes.ts";
import { progressMessage } from "../attachments/progress_message.ts";
import { xxh128 } from "../attachments/hash/xxh128.ts";
import { coalesce, type Coalescer, Stopped, systemClock } from "../task/mod.ts";
import { BundleError } from "./bundle_error.ts";
import { editTemplate } from "./edit_template.ts";
import { type HashedGroup, hashGroups } from "./hash_groups.ts";
import { jobAttachments, type ManifestToStore } from "./job_attachments.ts";
import type { JobFields } from "./job_fields.ts";
import { applyHooks } from "./_submission_hooks.ts";
import { type AttachmentPlan, planAttachments } from "./plan_attachments.ts";
import {
  attachmentNotice,
  locationsOf,
  type PreparedSubmission,
  prepareSubmission,
} from "./prepare_submission.ts";
import type {
  SubmissionSummary,
  SubmitBundleInput,
  SubmitBundleOptions,
  SubmitProgress,
} from "./submission.ts";
import { toWireParameters } from "./wire_parameters.ts";

const DEFAULT_PRIORITY = 50;
/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 50;

/** All that is known of a submission before anything of it leaves this machine. */
export interface AssembledSubmission {
  prepared: PreparedSubmission;
  summary: SubmissionSummary;
  /** The files, with their hashes. */
  groups: HashedGroup[];
  /** The manifests that have to be stored before the job is created. */
  manifests: ManifestToStore[];
  /** What the job is to be created with. */
  request: CreateJobInput;
}

/** Tells how far a submission is. */
export class SubmissionReport implements Disposable {
  readonly #coalescer: Coalescer<SubmitProgress>;

  constructor(onProgress: SubmitBundleOptions["onProgress"]) {
    this.#coalescer = coalesce((value) => onProgress?.(value), REPORT_EVERY, systemClock);
  }

  /** Begins a phase: what is held back of the one before comes first. */
  enter(value: SubmitProgress): void {
    this.#coalescer.flush();
    this.#coalescer.push(value);
    this.#coalescer.flush();
  }

  /** Goes on in a phase. */
  push(value: SubmitProgress): void {
    this.#coalescer.push(value);
  }

  [Symbol.dispose](): void {
    this.#coalescer.stop();
  }
}

/** Reads a bundle and all around it, asks whether it shall be, and hashes its files. */
export async function assembleSubmission(
  directory: string,
  input: SubmitBundleInput,
  options:
    & Pick<
      SubmitBundleOptions,
      "session" | "signal" | "onRetry" | "onAnswer" | "timeout" | "region" | "waitForSignIn"
    >
    & Pick<SubmitBundleOptions, "confirm" | "onHookLine" | "cacheDir">,
  report: SubmissionReport,
): Promise<AssembledSubmission> {
  const { confirm, onHookLine, cacheDir, ...calls } = options;
  const { farmId, queueId } = input;
  const first = await prepareSubmission(directory, input, {
    ...calls,
    onPhase: (phase) => {
      const message = phase === "queue" ? "Asking the queue" : `Reading ${directory}`;
      report.enter({ phase, message });
    },
  });
  const { prepared, ...hooked } = await applyHooks(first, input, {
    signal: calls.signal,
    onLine: onHookLine,
  });
  const { bundle, queue, settings } = prepared;
  const plan = await planOf(prepared, input, calls.signal);
  const summary: SubmissionSummary = {
    name: input.name || bundle.template.name,
    queueName: queue.displayName ?? queueId,
    bundle,
    settings,
    attachments: plan,
    notices: [attachmentNotice(prepared)].filter((notice) => notice !== undefined),
  };
  await approve(summary, confirm);
  const groups = plan ? await hash(plan, { cacheDir, signal: calls.signal }, report) : [];
  const made = await jobAttachments({
    farmId,
    queueId,
    groups,
    fileSystem: input.fileSystem ?? "COPIED",
    guid: guidsOf(input.clientToken),
  });
  const request = toCreateJobInput(prepared, { ...input, ...hooked }, plan && made.attachments);
  return { prepared, summary, groups, manifests: made.manifests, request };
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
  report: SubmissionReport,
): Promise<HashedGroup[]> {
  const { files: totalFiles, bytes: totalBytes } = plan;
  if (totalFiles > 0) {
    const start = { files: 0, totalFiles, bytes: 0, totalBytes, bytesPerSecond: 0 };
    report.enter({ ...start, phase: "hashing", message: progressMessage("hashing", start) });
  }
  return await hashGroups(plan.groups, { files: totalFiles, bytes: totalBytes }, {
    ...options,
    onProgress(value) {
      report.push({ ...value, phase: "hashing", message: progressMessage("hashing", value) });
    },
  });
}

/** A submission that is made again under the same token has its manifests in the same places. */
function guidsOf(clientToken: string | undefined): (rootPath: string) => string | Promise<string> {
  if (clientToken === undefined) return () => crypto.randomUUID().replaceAll("-", "");
  return (rootPath) => xxh128(`${clientToken}\n${rootPath}`);
}

/** What a job is created with. */
export function toCreateJobInput(
  { bundle, settings: { fields, parameters } }: PreparedSubmission,
  input: SubmitBundleInput,
  attachments: CreateJobInput["attachments"],
): CreateJobInput {
  const { templateText, templateType } = bundle;
  const field = <K extends keyof JobFields>(name: K): JobFields[K] =>
    input[name] ?? fields[name] ?? input.defaults?.[name];
  const wire = toWireParameters(parameters);
  return {
    farmId: input.farmId,
    queueId: input.queueId,
    template: editTemplate(templateText, templateType, input),
    templateType,
    priority: field("priority") ?? DEFAULT_PRIORITY,
    storageProfileId: input.storageProfileId,
    attachments,
    targetTaskRunStatus: field("targetTaskRunStatus"),
    maxFailedTasksCount: field("maxFailedTasksCount"),
    maxRetriesPerTask: field("maxRetriesPerTask"),
    maxWorkerCount: field("maxWorkerCount"),
    parameters: Object.keys(wire).length > 0 ? wire : undefined,
    clientToken: input.clientToken,
  };
}
