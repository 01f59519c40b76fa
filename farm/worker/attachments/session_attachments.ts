import type {
  JobAttachmentDetailsEntity,
  JobAttachmentSettings,
  TaskRunManifestPropertiesRequest,
} from "@aws-sdk/client-deadline";
import {
  type AttachmentStore,
  listJobInputs,
  listJobOutputs,
  type ManifestGroup,
  progressMessage,
  type TransferProgress,
} from "@deadline/client/attachments";
import { call, createSession, type CredentialsProvider } from "@deadline/client/session";
import type { ActionResult, ActionUpdate, PathMappingRule } from "@deadline/openjd/session";
import { type AssetRoot, assetRootRules, assetRoots } from "./asset_root.ts";
import { fetchInputs } from "./fetch_inputs.ts";
import type { TaskRunAddress } from "./output_manifest.ts";
import { sendOutputs } from "./send_outputs.ts";

/** What the attachments of a session are made from. */
export interface SessionAttachmentsInput {
  readonly farmId: string;
  readonly queueId: string;
  readonly jobId: string;
  /** Where the queue keeps attachments. */
  readonly settings: JobAttachmentSettings;
  /** What the job has of them. */
  readonly details: JobAttachmentDetailsEntity;
  /** Gives credentials of the queue's role. */
  readonly credentials: CredentialsProvider;
  readonly region: string;
  /** Where S3 and STS are served, if not by AWS. */
  readonly endpoints: { readonly s3?: string | undefined; readonly sts?: string | undefined };
  /** Takes lines of the session's log. */
  readonly onLine: (line: string) => void | Promise<void>;
}

/** Options for each transfer. */
export interface TransferOptions {
  /** Ends the transfer: its connections are closed. */
  readonly signal: AbortSignal;
  /** Hears how far it is, in the words in which it is reported. */
  readonly onUpdate?: ((update: ActionUpdate) => void) | undefined;
}

/** Milliseconds for finding out the account: only a check depends on it. */
const ACCOUNT_TIMEOUT = 2_000;

/** The files of a job in a session: brought before its tasks run, sent after each of them. */
export class SessionAttachments implements AsyncDisposable {
  readonly #input: SessionAttachmentsInput;
  readonly #session: ReturnType<typeof createSession>;
  #store: AttachmentStore | undefined;
  #roots: AssetRoot[] = [];
  #workingDirectory = "";

  /** Nothing is called before the first transfer. */
  constructor(input: SessionAttachmentsInput) {
    this.#input = input;
    const { region, credentials, endpoints } = input;
    this.#session = createSession({ region, credentials, endpoint: endpoints });
  }

  /**
   * Finds places for the asset roots.
   *
   * @param rules Where the places of the job's storage profile are on this host.
   * @returns The rules by which the paths of the job lead to them.
   */
  locate(rules: readonly PathMappingRule[], workingDirectory: string): PathMappingRule[] {
    const { manifests = [] } = this.#input.details.attachments ?? {};
    this.#workingDirectory = workingDirectory;
    this.#roots = assetRoots(manifests, rules, workingDirectory);
    return assetRootRules(this.#roots);
  }

  /** Brings the input files of the job. */
  async fetchJobInputs(options: TransferOptions): Promise<ActionResult> {
    const { onLine, details } = this.#input;
    await onLine("--------- Job Attachments Download for Job");
    if (details.attachments?.fileSystem === "VIRTUAL") {
      await onLine("The job asks for a virtual file system; this worker copies the files instead");
    }
    const store = await this.#open(options.signal);
    const groups = await listJobInputs(this.#input, this.#listing(store, options));
    return await this.#fetch(store, groups, options);
  }

  /** Brings what the steps have written that a step depends on. */
  async fetchStepInputs(
    dependencies: readonly string[],
    options: TransferOptions,
  ): Promise<ActionResult> {
    await this.#input.onLine("--------- Job Attachments Download for Step");
    const store = await this.#open(options.signal);
    const groups: ManifestGroup[] = [];
    for (const stepId of dependencies) {
      const step = { ...this.#input, stepId };
      groups.push(...await listJobOutputs(step, this.#listing(store, options)));
    }
    return await this.#fetch(store, groups, options);
  }

  /**
   * Sends what a run of a task has written.
   *
   * @returns What to report of each asset root.
   */
  async sendOutputs(
    run: Pick<TaskRunAddress, "stepId" | "taskId" | "sessionActionId" | "startedAt">,
    { signal, onUpdate }: TransferOptions,
  ): Promise<TaskRunManifestPropertiesRequest[]> {
    const { onLine, farmId, queueId, jobId } = this.#input;
    if (this.#roots.every(({ outputDirectories }) => outputDirectories.length === 0)) {
      return this.#roots.map(() => ({}));
    }
    await onLine("--------- Job Attachments Upload for Task");
    const store = await this.#open(signal);
    let last: TransferProgress | undefined;
    const manifests = await sendOutputs(store, this.#roots, { farmId, queueId, jobId, ...run }, {
      signal,
      onLine,
      onProgress(progress) {
        last = progress;
        onUpdate?.({ statusMessage: progressMessage("uploading", progress) });
      },
    });
    await onLine(last ? progressMessage("uploading", last) : "No output to upload");
    return manifests;
  }

  /** Ends transfers that are still under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session.close();
  }

  #listing(store: AttachmentStore, { signal }: TransferOptions) {
    const { attachments } = this.#input.details;
    return { store, signal, session: this.#session, job: { attachments } };
  }

  async #fetch(
    store: AttachmentStore,
    groups: readonly ManifestGroup[],
    { signal, onUpdate }: TransferOptions,
  ): Promise<ActionResult> {
    const where = { roots: this.#roots, groups, workingDirectory: this.#workingDirectory };
    let done: ActionUpdate = { statusMessage: "There are no files to fetch" };
    await fetchInputs(store, where, {
      signal,
      onProgress(progress) {
        const progressPercent = percentOf(progress);
        done = { progressPercent, statusMessage: progressMessage("downloading", progress) };
        onUpdate?.(done);
      },
    });
    await this.#input.onLine(done.statusMessage!);
    return { status: "SUCCEEDED", exitCode: 0, ...done, progressPercent: 100 };
  }

  async #open(signal: AbortSignal): Promise<AttachmentStore> {
    if (this.#store) return this.#store;
    const { s3BucketName, rootPrefix } = this.#input.settings;
    const session = this.#session;
    const options = { session, signal, timeout: ACCOUNT_TIMEOUT };
    const { Account } = await call("sts", "GetCallerIdentity", {}, options).catch((error) => {
      signal.throwIfAborted();
      void this.#input.onLine(`The owner of the bucket is not checked: ${error.message}`);
      return { Account: undefined };
    });
    return this.#store = {
      bucket: s3BucketName!,
      rootPrefix: rootPrefix!,
      session,
      expectedBucketOwner: Account,
    };
  }
}

function percentOf({ bytes, totalBytes }: TransferProgress): number {
  return totalBytes > 0 ? Math.round(1000 * bytes / totalBytes) / 10 : 100;
}
