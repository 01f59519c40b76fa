import { dirname, join } from "@std/path";
import { asciiJson } from "../ascii_json.ts";
import { isoOfMicros } from "./_python_time.ts";
import type { JobCategories } from "./_categorize_jobs.ts";
import { hostname, withStatusLock } from "./_status_lock.ts";
import type { SyncErrorCode } from "./_error_code.ts";
import type { SyncJobFacts } from "./sync_checkpoint.ts";

/** What became of the files of a task. */
export interface TaskResult {
  total: number;
  downloaded: number;
  errorCode: SyncErrorCode | null;
  errorMessage: string | null;
  isFarmFailed?: boolean;
}

/** What became of the files of a job. */
export interface JobResult extends TaskResult {
  tasks: Map<string, TaskResult>;
}

interface TaskEntry {
  download_status: string;
  total_files: number;
  downloaded_files: number;
  error_code: string | null;
  error_message: string | null;
}

interface JobEntry extends TaskEntry {
  failed_files: number;
  last_updated: string;
  skip_reason: string | null;
  tasks: Record<string, TaskEntry>;
}

/** What a status file is made of. */
export interface StatusInput {
  queueId: string;
  storageProfileId: string | null;
  categories: JobCategories;
  candidates: ReadonlyMap<string, SyncJobFacts>;
  results: ReadonlyMap<string, JobResult>;
  succeeded: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Brings a status file up to date; what it tells of other jobs stays. */
export async function writeStatusFile(
  path: string,
  input: StatusInput,
  options: { signal?: AbortSignal | undefined },
): Promise<void> {
  await withStatusLock(path, async () => {
    const jobs = mergeJobs(await readJobs(path), input);
    const failed = [...input.results.values()].some(({ errorCode }) => errorCode !== null);
    await replace(path, {
      schema_version: 1,
      sync_metadata: {
        queue_id: input.queueId,
        storage_profile_id: input.storageProfileId,
        last_sync_completed_at: isoOfMicros(Date.now() * 1000),
        last_run_status: failed ? "failed" : "success",
        hostname: hostname(),
      },
      jobs,
    });
  }, options);
}

/**
 * Writes where a status file is to the place where the monitor looks for it; tells the path of other
 * facts that were there and are gone by that.
 */
export async function writeStatusPointer(
  pointer: string,
  path: string,
  options: { signal?: AbortSignal | undefined },
): Promise<string | undefined> {
  const real = (each: string) => Deno.realPath(each).catch(() => each);
  if (await real(dirname(pointer)) === await real(dirname(path))) return undefined;
  if (await real(pointer) === await real(path)) return undefined;
  let superseded: string | undefined;
  await withStatusLock(pointer, async () => {
    const before = await Deno.readTextFile(pointer).then(JSON.parse).catch(() => undefined);
    if (typeof before === "object" && before !== null && "jobs" in before) superseded = pointer;
    await replace(pointer, {
      schema_version: 1,
      status_file_path: path,
      ...superseded && { superseded_path: superseded },
    });
  }, options);
  return superseded;
}

async function replace(path: string, value: unknown): Promise<void> {
  const temporary = join(dirname(path), `tmp${crypto.randomUUID().slice(0, 8)}.tmp`);
  try {
    // Like other files of the share: others read it, too.
    await Deno.writeTextFile(temporary, asciiJson(value), { createNew: true });
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** What a file tells of jobs, put right where it is damaged. */
async function readJobs(path: string): Promise<Record<string, JobEntry>> {
  const value = await Deno.readTextFile(path).then(JSON.parse).catch(() => undefined);
  const jobs: Record<string, JobEntry> = {};
  for (const [jobId, entry] of Object.entries(objectOf(value?.jobs))) {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) continue;
    const job = entry as JobEntry;
    job.tasks = Object.fromEntries(
      Object.entries(objectOf(job.tasks)).filter(([, task]) => typeof task === "object" && task),
    ) as Record<string, TaskEntry>;
    if (typeof job.download_status !== "string") job.download_status = "skipped";
    for (const each of [job, ...Object.values(job.tasks)]) {
      if (!Number.isInteger(each.total_files)) each.total_files = 0;
      if (!Number.isInteger(each.downloaded_files)) each.downloaded_files = 0;
    }
    jobs[jobId] = job;
  }
  return jobs;
}

function objectOf(value: unknown): object {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function mergeJobs(
  jobs: Record<string, JobEntry>,
  { categories, candidates, results, succeeded }: StatusInput,
): Record<string, JobEntry> {
  const { completed, added, updated, unchanged, attachmentsFree, missingProfile } = categories;
  const all = [completed, added, updated, unchanged, attachmentsFree, missingProfile];
  for (const jobId of all.flatMap((ids) => [...ids])) {
    const result = results.get(jobId);
    const entry = newEntry(jobId, candidates.get(jobId), categories, result);
    const before = jobs[jobId];
    entry.tasks = mergeTasks(before?.tasks ?? {}, result?.tasks, succeeded.get(jobId));
    if (before && before.total_files > 0 && entry.total_files === 0) {
      // Nothing was downloaded this time: the counts stay.
      if (before.download_status !== entry.download_status) {
        before.download_status = entry.download_status;
        before.last_updated = entry.last_updated;
        if (entry.download_status !== "failed") {
          Object.assign(before, { error_code: null, error_message: null, failed_files: 0 });
        }
      }
      before.tasks = entry.tasks;
      reconcile(before);
    } else jobs[jobId] = reconcile(entry);
  }
  for (const jobId of categories.inactive) {
    const before = jobs[jobId];
    if (before?.download_status !== "in_progress") continue;
    before.download_status = before.downloaded_files > 0 ? "downloaded" : "skipped";
    before.last_updated = isoOfMicros(Date.now() * 1000);
    reconcile(before);
  }
  return jobs;
}

function newEntry(
  jobId: string,
  job: SyncJobFacts | undefined,
  categories: JobCategories,
  result: JobResult | undefined,
): JobEntry {
  const { total = 0, downloaded = 0, errorCode = null, errorMessage = null } = result ?? {};
  const skip = categories.attachmentsFree.has(jobId)
    ? "no_attachments"
    : categories.missingProfile.has(jobId)
    ? "missing_storage_profile"
    : null;
  const isDone = categories.completed.has(jobId) || (job !== undefined && hasEnded(job));
  const status = errorCode !== null
    ? "failed"
    : skip !== null
    ? "skipped"
    : isDone
    ? "downloaded"
    : "in_progress";
  const counts = skip === null || errorCode !== null;
  return {
    download_status: status,
    total_files: counts ? total : 0,
    downloaded_files: counts ? downloaded : 0,
    failed_files: errorCode === null ? 0 : total - downloaded,
    last_updated: isoOfMicros(Date.now() * 1000),
    error_code: errorCode,
    error_message: errorMessage,
    skip_reason: errorCode === null ? skip : null,
    tasks: {},
  };
}

function hasEnded({ endedAt, taskRunStatusCounts = {} }: SyncJobFacts): boolean {
  const active = ["READY", "RUNNING", "ASSIGNED", "STARTING", "SCHEDULED"];
  return endedAt !== undefined && active.every((status) => !taskRunStatusCounts[status]);
}

function mergeTasks(
  before: Record<string, TaskEntry>,
  results: ReadonlyMap<string, TaskResult> = new Map(),
  succeeded: ReadonlySet<string> = new Set(),
): Record<string, TaskEntry> {
  const tasks = { ...before };
  for (const taskId of succeeded) {
    // It failed once and has succeeded since, with nothing to download.
    if (!results.has(taskId) && tasks[taskId]?.download_status === "farm_failed") {
      delete tasks[taskId];
    }
  }
  for (const [taskId, { total, downloaded, errorCode, errorMessage, isFarmFailed }] of results) {
    if (isFarmFailed && before[taskId]?.download_status === "downloaded") continue;
    tasks[taskId] = {
      download_status: isFarmFailed ? "farm_failed" : errorCode === null ? "downloaded" : "failed",
      total_files: total,
      downloaded_files: downloaded,
      error_code: errorCode,
      error_message: errorMessage,
    };
  }
  return tasks;
}

/** A job of which a task could not be downloaded has failed, whatever else is known of it. */
function reconcile(entry: JobEntry): JobEntry {
  if (!["downloaded", "skipped"].includes(entry.download_status)) return entry;
  const failed = Object.values(entry.tasks).filter(({ error_code }) => error_code);
  if (failed.length === 0) return entry;
  const missing = failed.reduce((sum, task) => sum + task.total_files - task.downloaded_files, 0);
  entry.download_status = "failed";
  entry.error_code = failed[0].error_code;
  entry.error_message = failed[0].error_message ?? null;
  entry.skip_reason = null;
  if (missing > 0) entry.failed_files = missing;
  return entry;
}
