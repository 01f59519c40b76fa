import { join } from "@std/path";
import { getQueue } from "../../api/queues.ts";
import type { GetStorageProfileForQueueOutput } from "../../api/shapes.ts";
import { getStorageProfileForQueue } from "../../api/storage_profiles.ts";
import type { CallOptions } from "../../session/call.ts";
import type { FileConflict } from "../download/download_files.ts";
import { openQueueStore } from "../store.ts";
import type { TransferProgress } from "../transfer_progress.ts";
import { beginOrResume } from "./_begin_or_resume.ts";
import type { JobCategories } from "./_categorize_jobs.ts";
import { FailedJobs } from "./_failed_jobs.ts";
import { runSync } from "./_sync_run.ts";
import { writeStatus } from "./_write_status.ts";
import { writeSyncCheckpoint } from "./sync_checkpoint.ts";
import { lockSync } from "./sync_lock.ts";
import type { SyncReport } from "./sync_report.ts";

/** What {@linkcode syncQueueOutputs} takes. */
export interface SyncQueueOutputsInput {
  /** The farm. */
  farmId: string;
  /** The queue. */
  queueId: string;
  /** The storage profile of this machine; without it, paths are taken as the jobs have them. */
  storageProfileId?: string | undefined;
  /** The folder of the checkpoints. */
  checkpointDir: string;
  /** Where the monitor looks for the status of downloads; nothing is written there, unless given. */
  defaultCheckpointDir?: string | undefined;
  /**
   * Milliseconds before now from which on outputs are downloaded when there is no checkpoint.
   *
   * @default {0}
   */
  lookback?: number | undefined;
  /** Whether to begin anew, whatever the checkpoint says. */
  forceBootstrap?: boolean | undefined;
  /**
   * What happens to other files that are in the place of outputs.
   *
   * @default {"OVERWRITE"}
   */
  conflict?: FileConflict | undefined;
  /** Whether to look only, and to write nothing. */
  dryRun?: boolean | undefined;
}

/** Options for {@linkcode syncQueueOutputs}. */
export interface SyncQueueOutputsOptions extends CallOptions {
  /** Is told how it goes. */
  report?: SyncReport | undefined;
  /** Called as files of a job come. */
  onProgress?:
    | ((job: { jobId: string; name: string }, progress: TransferProgress) => void)
    | undefined;
}

/** What a sync has done. */
export interface SyncSummary {
  /** Files that were downloaded, or were there already; those to download, in a dry run. */
  files: number;
  /** Bytes of these. */
  bytes: number;
  /** Task runs that have made outputs. */
  taskRuns: number;
  /** How many jobs are of which kind, without those that have failed. */
  jobs: Record<keyof JobCategories, number>;
  /** Jobs with files that have no place on this machine. */
  unmappedJobs: number;
  /** Jobs that were to be downloaded. */
  attempted: number;
  /** Jobs of which something could not be downloaded; they are tried again. */
  failed: { jobId: string; name: string; code: string; message: string }[];
  /** The checkpoint. */
  checkpointPath: string;
  /** Status files that were written. */
  statusFiles: string[];
  /** Whether there was anything to tell of. */
  hasNews: boolean;
  /** When it looked, as text, and how long before that the last one did, in milliseconds. */
  checkedAt: Date;
  /** Milliseconds between the last run and this one. */
  window: number;
}

const SILENT: SyncReport = {
  section: () => {},
  field: () => {},
  line: () => {},
  entry: () => {},
  warning: () => {},
  error: () => {},
  settled: () => {},
};

/**
 * Downloads all outputs of a queue that have come since the last run. How far it is is kept in a
 * checkpoint that the Python client reads and writes, too; a job that fails does not hold up others,
 * and is tried again.
 *
 * @throws {SyncLockedError} if another process syncs the same queue.
 * @throws {SyntaxError} if the checkpoint is broken.
 * @throws {RangeError} if the checkpoint is of another storage profile.
 * @throws {DeadlineError} if the service or the store cannot be reached; then nothing is recorded.
 * @throws The signal's reason, untouched, if it aborts; then nothing is recorded.
 *
 * ```ts
 * import { syncQueueOutputs } from "@deadline/client/attachments";
 *
 * const { files, failed } = await syncQueueOutputs({
 *   farmId: "farm-...",
 *   queueId: "queue-...",
 *   checkpointDir: "/var/lib/deadline/sync",
 * });
 * console.log(files, failed.length);
 * ```
 */
export async function syncQueueOutputs(
  input: SyncQueueOutputsInput,
  options: SyncQueueOutputsOptions = {},
): Promise<SyncSummary> {
  const { farmId, queueId, storageProfileId, checkpointDir } = input;
  const { report = SILENT } = options;
  const key = storageProfileId ?? "ignore-storage-profiles";
  const checkpointPath = join(checkpointDir, `${queueId}_${key}_download_checkpoint.json`);
  const failedPath = join(checkpointDir, `${queueId}_${key}_failed_jobs.json`);
  await Deno.mkdir(checkpointDir, { recursive: true });
  const profile = storageProfileId
    ? await getStorageProfileForQueue({ farmId, queueId, storageProfileId }, options)
    : undefined;
  const queue = await getQueue({ farmId, queueId }, options);
  const store = await openQueueStore({ farmId, queueId }, options);
  report.section(`Queue sync: ${queue.displayName}`);
  report.field("checkpoint", checkpointPath);
  await tellStorage(profile, report);
  await using _lock = await lockSync(`${checkpointPath}.pid`);
  const checkpoint = await beginOrResume(input, checkpointPath, failedPath, report, options);
  const failedJobs = await FailedJobs.read(failedPath);
  const init = { input, options, report, store, profile, checkpoint, failedJobs };
  const { summary, status } = await runSync(init);
  const statusFiles: string[] = [];
  if (!input.dryRun) {
    options.signal?.throwIfAborted();
    await failedJobs.save();
    statusFiles.push(...await writeStatus(status, init));
    await writeSyncCheckpoint(checkpointPath, checkpoint);
  }
  return { ...summary, checkpointPath, statusFiles };
}

async function tellStorage(
  profile: GetStorageProfileForQueueOutput | undefined,
  report: SyncReport,
): Promise<void> {
  if (!profile) return report.field("storage", "ignoring all storage profiles");
  report.field("storage", `${profile.displayName} (${profile.storageProfileId})`);
  for (const { name, path } of profile.fileSystemLocations ?? []) {
    report.field("", `${name}: ${path}`);
    const info = await Deno.stat(path!).catch(() => undefined);
    if (info?.isDirectory) continue;
    report.warning(
      `file system location '${name}' does not exist: ${path}, no status file will be written there`,
    );
  }
}
