import type { HostRequirements } from "@deadline/openjd";
import type { CreateJobInput } from "../api/shapes.ts";
import type { TransferProgress } from "../attachments/transfer_progress.ts";
import type { UploadSummary } from "../attachments/upload/upload_files.ts";
import type { MutationOptions } from "../session/call.ts";
import type { BundleSettings } from "./bundle_parameters.ts";
import type { HookError } from "./hook_error.ts";
import type { HookSource } from "./hook_sources.ts";
import type { JobAttachmentsFileSystem } from "./job_attachments.ts";
import type { JobFields } from "./job_fields.ts";
import type { AttachmentPlan } from "./plan_attachments.ts";
import type { SubmissionSource } from "./prepare_submission.ts";
import type { Bundle } from "./read_bundle.ts";

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
   * Programs that run before and after. {@linkcode findHooks} finds those that the workstation
   * allows; people are to be asked before they are given here.
   */
  hooks?: readonly HookSource[] | undefined;
  /**
   * The program that submits, as hooks are told.
   *
   * @default {"Custom"}
   */
  submitterName?: string | undefined;
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

/** Where a submission is; hashing and uploading also say how far they are. */
export interface SubmitProgress extends Partial<TransferProgress> {
  /** What is being done. */
  phase: "reading" | "queue" | "hashing" | "uploading" | "creating" | "waiting";
  /** The same for people. */
  message: string;
  /** The job, from the moment that the service has confirmed it. */
  jobId?: string | undefined;
}

/** Options for {@linkcode submitBundle}. */
export interface SubmitBundleOptions extends MutationOptions {
  /** Called with each line for people of hooks: which one runs, and what it writes. */
  onHookLine?: ((line: string) => void) | undefined;
  /** Called with each hook after the submission that failed; the job is made by then. */
  onHookWarning?: ((error: HookError) => void) | undefined;
  /** Called as the submission goes on: at most 20 times a second, and with the last of each phase. */
  onProgress?: ((progress: SubmitProgress) => void) | undefined;
  /**
   * Asked before any file is read; `false` cancels. Without it, files of places that nobody has named
   * are an error.
   */
  confirm?: ((summary: SubmissionSummary) => boolean | Promise<boolean>) | undefined;
  /** Called with what the job is created with, before it is. */
  onRequest?: ((request: CreateJobInput) => void | Promise<void>) | undefined;
  /**
   * The folder of the caches of hashes, of objects seen and of uploads that were broken off, such as
   * `~/.deadline/cache`; without it, every file is read and looked for each time.
   */
  cacheDir?: string | undefined;
  /**
   * How many files are sent, or looked for, at the same time; fewer leave more turns to others.
   *
   * @default {32}
   */
  concurrency?: number | undefined;
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
