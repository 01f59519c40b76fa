import { join } from "@std/path";
import { forEachBounded } from "../../_for_each_bounded.ts";
import { getJob } from "../../api/jobs.ts";
import { getQueue } from "../../api/queues.ts";
import type { GetStorageProfileForQueueOutput } from "../../api/shapes.ts";
import { getStorageProfileForQueue } from "../../api/storage_profiles.ts";
import { DeadlineError } from "../../errors/mod.ts";
import type { CallOptions } from "../../session/call.ts";
import { downloadFiles, type FileConflict } from "../download/download_files.ts";
import { humanSize } from "../human_size.ts";
import { IncompleteDownloadError } from "../download/incomplete_download_error.ts";
import { PathMapping, pathMappingRules } from "../download/path_mapping.ts";
import { type AttachmentStore, openQueueStore } from "../store.ts";
import type { TransferProgress } from "../transfer_progress.ts";
import { attachmentsOf, categorizeJobs, type JobCategories } from "./_categorize_jobs.ts";
import { errorCodeOf, errorCodeOfProblem } from "./_error_code.ts";
import { FailedJobs } from "./_failed_jobs.ts";
import { findJobSessions, type JobSessions } from "./_job_sessions.ts";
import { nextJobs } from "./_next_checkpoint.ts";
import { isoOfMicros, microsOfIso, withTextTimes } from "./_python_time.ts";
import { candidateJobs } from "./_search_all_jobs.ts";
import {
  type JobResult,
  type TaskResult,
  writeStatusFile,
  writeStatusPointer,
} from "./_status_file.ts";
import { readSyncManifests, type SyncFile, type SyncFiles } from "./_sync_manifests.ts";
import {
  readSyncCheckpoint,
  type SyncCheckpoint,
  type SyncJobFacts,
  writeSyncCheckpoint,
} from "./sync_checkpoint.ts";
import { lockSync } from "./sync_lock.ts";
import { countOf, durationText, localInterval, localTime } from "./report_words.ts";
import type { SyncReport } from "./sync_report.ts";

/** Seconds by which answers of the service may be behind. */
const EVENTUAL_CONSISTENCY = 120;
/** Jobs that are downloaded at the same time, and connections for each of them. */
const JOBS_AT_ONCE = 3;
const CONNECTIONS = 16;

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
  const run = new SyncRun({ input, options, report, store, profile, checkpoint, failedJobs });
  const summary = await run.sync();
  const statusFiles: string[] = [];
  if (!input.dryRun) {
    options.signal?.throwIfAborted();
    await failedJobs.save();
    statusFiles.push(...await run.writeStatus());
    await writeSyncCheckpoint(checkpointPath, checkpoint);
  }
  return { ...summary, checkpointPath, statusFiles };
}

async function beginOrResume(
  { storageProfileId, lookback = 0, forceBootstrap, dryRun }: SyncQueueOutputsInput,
  path: string,
  failedPath: string,
  report: SyncReport,
  { signal }: CallOptions,
): Promise<SyncCheckpoint> {
  const found = forceBootstrap ? undefined : await readSyncCheckpoint(path, { signal });
  if (!found) {
    const begin = isoOfMicros(Math.round((Date.now() - lookback) * 1000));
    const how = forceBootstrap ? "bootstrap forced" : "bootstrapping";
    const why = forceBootstrap ? "" : ", no checkpoint found";
    const from = localTime(microsOfIso(begin) / 1000);
    report.field("state", `${how} from ${from} (${lookback / 60_000} minute lookback${why})`);
    // Jobs that were given up get another chance.
    if (forceBootstrap && !dryRun) await Deno.remove(failedPath).catch(() => {});
    return {
      localStorageProfileId: storageProfileId ?? null,
      downloadsStartedTimestamp: begin,
      eventualConsistencyMaxSeconds: EVENTUAL_CONSISTENCY,
      jobs: [],
      downloadsCompletedTimestamp: begin,
    };
  }
  const ofCheckpoint = found.localStorageProfileId ?? undefined;
  if (ofCheckpoint !== storageProfileId) {
    throw new RangeError(
      ofCheckpoint === undefined
        ? "The checkpoint was created with the --ignore-storage-profiles, you must use the same " +
          "option to continue from it."
        : storageProfileId === undefined
        ? "The checkpoint was created without the --ignore-storage-profiles, you must leave out the " +
          "option to continue from it."
        : `The checkpoint was created with local storage profile ${ofCheckpoint}, but the ` +
          `configured storage profile is ${storageProfileId}`,
    );
  }
  const at = localTime(microsOfIso(found.downloadsCompletedTimestamp) / 1000);
  report.field("state", `resumed from checkpoint at ${at}`);
  return found;
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

interface SyncRunInit {
  input: SyncQueueOutputsInput;
  options: SyncQueueOutputsOptions;
  report: SyncReport;
  store: AttachmentStore;
  profile: GetStorageProfileForQueueOutput | undefined;
  checkpoint: SyncCheckpoint;
  failedJobs: FailedJobs;
}

/** One run: what it finds out, step by step. */
class SyncRun {
  readonly #init: SyncRunInit;
  readonly #ids: { farmId: string; queueId: string };
  #candidates: Map<string, SyncJobFacts> = new Map();
  #categories!: JobCategories;
  #sessions: Map<string, JobSessions> = new Map();
  readonly #results = new Map<string, JobResult>();

  constructor(init: SyncRunInit) {
    this.#init = init;
    const { farmId, queueId } = init.input;
    this.#ids = { farmId, queueId };
  }

  async sync(): Promise<Omit<SyncSummary, "checkpointPath" | "statusFiles">> {
    const { input, options, report, store, checkpoint, failedJobs } = this.#init;
    const now = Date.now() * 1000;
    const since = microsOfIso(checkpoint.downloadsCompletedTimestamp);
    const completed = Math.max(
      microsOfIso(checkpoint.downloadsStartedTimestamp),
      now - checkpoint.eventualConsistencyMaxSeconds * 1e6,
    );
    report.field("window", windowText(since, now, checkpoint.eventualConsistencyMaxSeconds));
    report.section("Deadline Cloud");
    const retried = await this.#findCandidates();
    this.#categories = await categorizeJobs(
      this.#ids,
      checkpoint,
      this.#candidates,
      completed,
      report,
      options,
    );
    this.#sessions = await findJobSessions(
      this.#ids,
      store,
      checkpoint,
      this.#categories,
      this.#candidates,
      report,
      options,
    );
    const mappingOf = await this.#mappings();
    checkpoint.jobs = nextJobs(checkpoint, this.#candidates, this.#categories, this.#sessions);
    report.section("Download");
    const found = await readSyncManifests(
      store,
      this.#sessions,
      this.#candidates,
      mappingOf,
      options,
    );
    this.#tellFiles(found);
    const { unchanged, ...news } = this.#categories;
    const hasNews = found.files.length > 0 || retried > 0 || found.unmapped.size > 0 ||
      Object.values(news).some((ids: Set<string>) => ids.size > 0);
    report.settled(hasNews);
    if (!input.dryRun) {
      await this.#downloadAll(found);
      this.#settleFailures(failedJobs);
      checkpoint.downloadsCompletedTimestamp = isoOfMicros(completed);
    } else if (found.files.length > 0) report.line("dry run, no files downloaded");
    const attempted = [...this.#results].filter(([, { total }]) => total > 0);
    const failed = [...this.#results].flatMap(([jobId, { errorCode, errorMessage }]) =>
      errorCode === null
        ? []
        : [{ jobId, name: this.#nameOf(jobId), code: errorCode, message: errorMessage ?? "" }]
    ).sort((a, b) => a.jobId < b.jobId ? -1 : 1);
    const isFailed = new Set(failed.map(({ jobId }) => jobId));
    const count = (jobs: Set<string>) => jobs.difference(isFailed).size;
    const there = found.files.filter(({ jobId, file }) =>
      input.dryRun || this.#isThere(jobId, file.path)
    );
    return {
      files: there.length,
      bytes: there.reduce((sum, { file }) => sum + file.size, 0),
      taskRuns: [...this.#sessions.values()].reduce(
        (sum, { sessions }) => sum + sessions.reduce((all, { actions }) => all + actions.length, 0),
        0,
      ),
      jobs: {
        added: count(news.added),
        updated: count(news.updated),
        unchanged: count(unchanged),
        completed: count(news.completed),
        inactive: count(news.inactive),
        attachmentsFree: count(news.attachmentsFree),
        missingProfile: count(news.missingProfile),
      },
      unmappedJobs: found.unmapped.size,
      attempted: attempted.length,
      failed,
      hasNews,
      checkedAt: new Date(now / 1000),
      window: (now - since) / 1000,
    };
  }

  /** Writes where people and the monitor see what has been downloaded. */
  async writeStatus(): Promise<string[]> {
    const { input, report, profile, options } = this.#init;
    const { queueId, checkpointDir, defaultCheckpointDir, storageProfileId = null } = input;
    const name = `${queueId}_ignore-storage-profiles_download_status.json`;
    const places = profile
      ? (profile.fileSystemLocations ?? []).map(({ path }) => path!)
        .filter((path) => isFolder(path))
        .map((path) => join(path, ".deadline", `${queueId}_download_status.json`))
      : [join(checkpointDir, name)];
    const succeeded = new Map([...this.#sessions].map(([id, { succeeded }]) => [id, succeeded]));
    const status = {
      queueId,
      storageProfileId,
      categories: this.#categories,
      candidates: this.#candidates,
      results: this.#results,
      succeeded,
    };
    const written: string[] = [];
    for (const path of places) {
      try {
        await writeStatusFile(path, status, options);
        written.push(path);
      } catch (error) {
        options.signal?.throwIfAborted();
        report.warning(`failed to write status file to ${path}: ${messageOf(error)}`);
      }
    }
    if (profile || !defaultCheckpointDir || written.length === 0) return written;
    try {
      const pointer = join(defaultCheckpointDir, name);
      const superseded = await writeStatusPointer(pointer, written[0], options);
      if (superseded) {
        report.warning(
          `Previous job history at ${superseded} has been replaced by a pointer to ${
            written[0]
          }. ` +
            "Job statuses will repopulate as future syncs run.",
        );
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      report.warning(`failed to tell where the status file is: ${messageOf(error)}`);
    }
    return written;
  }

  /** Finds jobs that may have new outputs; tells how many of them failed before. */
  async #findCandidates(): Promise<number> {
    const { checkpoint, options, report, failedJobs } = this.#init;
    const since = checkpoint.downloadsCompletedTimestamp;
    const { jobs, active } = await candidateJobs(this.#ids, since, options);
    this.#candidates = jobs;
    report.line(
      jobs.size === 0
        ? "no candidate jobs"
        : `${countOf(jobs.size, "candidate job")} (${active} active, ${
          jobs.size - active
        } recently ended)`,
    );
    const toRetry = failedJobs.toRetry;
    if (toRetry.length > 0) {
      report.line(`retrying ${countOf(toRetry.length, "previously failed job")}`);
    }
    for (const jobId of toRetry) {
      if (jobs.has(jobId)) continue;
      try {
        const { $metadata: _, farmId: __, ...job } = await getJob(
          { ...this.#ids, jobId },
          options,
        ) as
          & Awaited<ReturnType<typeof getJob>>
          & { farmId?: string };
        const facts = withTextTimes(job) as SyncJobFacts;
        facts.attachments = attachmentsOf(job);
        facts.storageProfileId ??= null;
        jobs.set(jobId, facts);
      } catch (error) {
        options.signal?.throwIfAborted();
        // One that is gone is forgotten; whatever else it was may pass until the next run.
        if (error instanceof DeadlineError && error.status === 404) failedJobs.forget(jobId);
      }
    }
    for (const jobId of jobs.keys()) if (failedJobs.isAbandoned(jobId)) jobs.delete(jobId);
    return toRetry.length;
  }

  /** Says how paths of a job are mapped: by its storage profile and that of this machine. */
  async #mappings(): Promise<(job: SyncJobFacts) => PathMapping | undefined> {
    const { profile, report, options } = this.#init;
    if (!profile) return () => undefined;
    report.section("Path mapping");
    const mappings = new Map<string, PathMapping | undefined>([[
      profile.storageProfileId!,
      undefined,
    ]]);
    for (const jobId of this.#sessions.keys()) {
      const storageProfileId = this.#candidates.get(jobId)!.storageProfileId!;
      if (mappings.has(storageProfileId)) continue;
      const source = await getStorageProfileForQueue({ ...this.#ids, storageProfileId }, options);
      const rules = pathMappingRules(source, profile);
      mappings.set(storageProfileId, new PathMapping(rules));
      if (rules.length === 0) {
        report.warning(
          `jobs on ${source.displayName} have no mapping: it shares no file system location names ` +
            `with ${profile.displayName}`,
        );
        continue;
      }
      const told = rules.map(({ sourcePath, destinationPath }) =>
        `${sourcePath} -> ${destinationPath}`
      );
      report.entry("MAPPED", `${source.displayName} -> ${profile.displayName}`, told);
    }
    return ({ storageProfileId }) => mappings.get(storageProfileId ?? "");
  }

  #tellFiles({ files, unmapped, count }: SyncFiles): void {
    const { report } = this.#init;
    if (count > 0) report.line(countOf(count, "asset manifest"));
    for (const [jobId, paths] of unmapped) {
      report.warning("unmapped output paths, these files will not be downloaded");
      const named = paths.slice(0, 10);
      const more = paths.length > named.length
        ? [`... and ${paths.length - named.length} more`]
        : [];
      report.entry("UNMAPPED", this.#nameOf(jobId), [jobId, ...named, ...more]);
    }
    const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
    report.line(
      files.length === 0
        ? "nothing new to download"
        : `${countOf(files.length, "file")}, ${humanSize(bytes)} to download`,
    );
  }

  async #downloadAll({ files, pathsByTask }: SyncFiles): Promise<void> {
    const { options, report } = this.#init;
    const byJob = Map.groupBy(files, ({ jobId }) => jobId);
    await forEachBounded(byJob, JOBS_AT_ONCE, async ([jobId, files], signal) => {
      this.#results.set(jobId, await this.#downloadJob(jobId, files, signal));
    }, options.signal);
    // A job whose files another one has made since: what counts is what is there.
    const errors = new Map(
      [...this.#missing].map(([path, problem]) => [path, problem]),
    );
    for (const [jobId, tasks] of pathsByTask) {
      if (this.#results.has(jobId)) continue;
      const results = new Map<string, TaskResult>();
      for (const [taskId, paths] of tasks) {
        const gone = [...paths].filter((path) => !isFile(path));
        const why = gone.map((path) => errors.get(path)).find((each) => each !== undefined);
        results.set(taskId, {
          total: paths.size,
          downloaded: paths.size - gone.length,
          errorCode: gone.length > 0 ? why?.code ?? "UNKNOWN" : null,
          errorMessage: gone.length > 0 ? why?.message ?? "Output files not found on disk" : null,
        });
      }
      this.#results.set(jobId, sumOf(results));
    }
    for (const [jobId, { farmFailed }] of this.#sessions) {
      if (farmFailed.size === 0) continue;
      const result = this.#results.get(jobId) ?? sumOf(new Map());
      for (const taskId of farmFailed) {
        if (result.tasks.has(taskId)) continue;
        const none = { total: 0, downloaded: 0, errorCode: null, errorMessage: null };
        result.tasks.set(taskId, { ...none, isFarmFailed: true });
      }
      this.#results.set(jobId, result);
    }
    const all = [...byJob.keys()].map((jobId) => this.#results.get(jobId)!);
    const downloaded = all.reduce((sum, each) => sum + each.downloaded, 0);
    const failed = all.reduce((sum, each) => sum + each.total - each.downloaded, 0);
    if (all.length === 0) return;
    report.line(
      `downloaded ${countOf(downloaded, "file")}${failed > 0 ? `, ${failed} failed` : ""}`,
    );
  }

  /** Paths that could not be downloaded, and why. */
  readonly #missing = new Map<string, { code: JobResult["errorCode"]; message: string }>();

  #isThere(jobId: string, path: string): boolean {
    return this.#results.has(jobId) && !this.#missing.has(path);
  }

  async #downloadJob(jobId: string, files: SyncFile[], signal: AbortSignal): Promise<JobResult> {
    const { input, options, report, store } = this.#init;
    const { conflict = "OVERWRITE" } = input;
    const name = this.#nameOf(jobId);
    report.line(`  ${name}: downloading ${countOf(files.length, "file")}`);
    try {
      await downloadFiles(store, files.map(({ file }) => file), {
        signal,
        conflict,
        connections: CONNECTIONS,
        onRetry: options.onRetry,
        onProgress: (progress) => options.onProgress?.({ jobId, name }, progress),
      });
    } catch (error) {
      signal.throwIfAborted();
      report.error(`${name} (${jobId}): ${messageOf(error)}`);
      if (error instanceof IncompleteDownloadError) {
        for (const problem of error.problems) {
          const code = errorCodeOfProblem(problem);
          this.#missing.set(problem.path, { code, message: problem.detail });
        }
      } else {
        const [code, message] = [errorCodeOf(error), messageOf(error)];
        const gone = files.filter(({ file }) => !isFile(file.path));
        // Of what is there, nobody knows whether it is what was to be downloaded.
        for (const { file } of gone.length > 0 ? gone : files) {
          this.#missing.set(file.path, { code, message });
        }
      }
    }
    const tasks = new Map<string, TaskResult>();
    for (const [taskId, ofTask] of Map.groupBy(files, ({ taskId }) => taskId)) {
      if (taskId !== undefined) tasks.set(taskId, this.#resultOf(ofTask));
    }
    return { ...this.#resultOf(files), tasks };
  }

  #resultOf(files: readonly SyncFile[]): TaskResult {
    const missing = files.flatMap(({ file }) => this.#missing.get(file.path) ?? []);
    return {
      total: files.length,
      downloaded: files.length - missing.length,
      errorCode: missing[0]?.code ?? null,
      errorMessage: missing[0]?.message ?? null,
    };
  }

  /** Jobs that failed are new again at the next run, and counted. */
  #settleFailures(failedJobs: FailedJobs): void {
    const { checkpoint, report } = this.#init;
    for (const [jobId, { errorCode }] of this.#results) {
      if (errorCode === null) {
        failedJobs.forget(jobId);
        continue;
      }
      checkpoint.jobs = checkpoint.jobs.filter(({ job }) => job.jobId !== jobId);
      if (failedJobs.failed(jobId)) {
        report.warning(
          `job ${jobId} failed to download 5 times and will no longer be retried automatically`,
        );
      }
    }
    for (const jobId of failedJobs.toRetry) {
      if (this.#candidates.has(jobId) && !this.#results.has(jobId)) failedJobs.forget(jobId);
    }
  }

  #nameOf(jobId: string): string {
    return this.#candidates.get(jobId)?.name ?? jobId;
  }
}

function sumOf(tasks: Map<string, TaskResult>): JobResult {
  const results = [...tasks.values()];
  const failed = results.find(({ errorCode }) => errorCode !== null);
  return {
    total: results.reduce((sum, { total }) => sum + total, 0),
    downloaded: results.reduce((sum, { downloaded }) => sum + downloaded, 0),
    errorCode: failed?.errorCode ?? null,
    errorMessage: failed?.errorMessage ?? null,
    tasks,
  };
}

/** The time between two runs in words, both in microseconds, with what is looked at once more. */
function windowText(since: number, now: number, slackSeconds: number): string {
  const [length, slack] = [(now - since) / 1000, slackSeconds * 1000];
  const what = length > slack
    ? `${durationText(length - slack)} + ${durationText(slack)} eventual consistency allowance`
    : durationText(length);
  return `${localInterval(since / 1000, now / 1000)} (${what})`;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
