import type { GetStorageProfileForQueueOutput } from "../../api/shapes.ts";
import { humanSize } from "../human_size.ts";
import type { AttachmentStore } from "../store.ts";
import { categorizeJobs, type JobCategories } from "./_categorize_jobs.ts";
import type { FailedJobs } from "./_failed_jobs.ts";
import { findCandidates } from "./_find_candidates.ts";
import { findJobSessions, type JobSessions } from "./_job_sessions.ts";
import { mapJobs } from "./_map_jobs.ts";
import { nextJobs } from "./_next_checkpoint.ts";
import { isoOfMicros, microsOfIso } from "./_python_time.ts";
import type { JobResult, StatusInput } from "./_status_file.ts";
import { SyncDownloads } from "./_sync_downloads.ts";
import { readSyncManifests, type SyncFiles } from "./_sync_manifests.ts";
import { countOf, windowText } from "./report_words.ts";
import type { SyncCheckpoint, SyncJobFacts } from "./sync_checkpoint.ts";
import type {
  SyncQueueOutputsInput,
  SyncQueueOutputsOptions,
  SyncSummary,
} from "./sync_queue_outputs.ts";
import type { SyncReport } from "./sync_report.ts";

/** What a run begins with. */
export interface SyncRunInit {
  input: SyncQueueOutputsInput;
  options: SyncQueueOutputsOptions;
  report: SyncReport;
  store: AttachmentStore;
  /** That of this machine, if paths are mapped. */
  profile: GetStorageProfileForQueueOutput | undefined;
  /** Is brought up to date, and not written. */
  checkpoint: SyncCheckpoint;
  /** Likewise. */
  failedJobs: FailedJobs;
}

/** What a run has done. */
export interface SyncRunResult {
  summary: Omit<SyncSummary, "checkpointPath" | "statusFiles">;
  /** What status files tell of it. */
  status: StatusInput;
}

/** One run: finds out what is new, step by step, and downloads it. */
export async function runSync(init: SyncRunInit): Promise<SyncRunResult> {
  const { input, options, report, store, checkpoint } = init;
  const { farmId, queueId, storageProfileId = null, dryRun, conflict = "OVERWRITE" } = input;
  const ids = { farmId, queueId };
  const now = Date.now() * 1000;
  const since = microsOfIso(checkpoint.downloadsCompletedTimestamp);
  const completed = Math.max(
    microsOfIso(checkpoint.downloadsStartedTimestamp),
    now - checkpoint.eventualConsistencyMaxSeconds * 1e6,
  );
  report.field("window", windowText(since, now, checkpoint.eventualConsistencyMaxSeconds));
  report.section("Deadline Cloud");
  const { jobs: candidates, retried } = await findCandidates(ids, init);
  const nameOf = (jobId: string) => candidates.get(jobId)?.name ?? jobId;
  const categories = await categorizeJobs(ids, checkpoint, candidates, completed, report, options);
  const sessions = await findJobSessions(
    ids,
    store,
    checkpoint,
    categories,
    candidates,
    report,
    options,
  );
  const facts = [...sessions.keys()].map((jobId) => candidates.get(jobId)!);
  const mappingOf = await mapJobs(ids, facts, init);
  checkpoint.jobs = nextJobs(checkpoint, candidates, categories, sessions);
  report.section("Download");
  const found = await readSyncManifests(store, sessions, candidates, mappingOf, options);
  tellFiles(found, report, nameOf);
  const { unchanged: _, ...news } = categories;
  const hasNews = found.files.length > 0 || retried > 0 || found.unmapped.size > 0 ||
    Object.values(news).some((jobs: Set<string>) => jobs.size > 0);
  report.settled(hasNews);
  const downloads = new SyncDownloads({
    store,
    conflict,
    report,
    options,
    onProgress: (jobId, at) => options.onProgress?.({ jobId, name: nameOf(jobId) }, at),
    nameOf,
  });
  if (!dryRun) {
    await downloads.download(found, sessions);
    settleFailures(init, candidates, downloads.results);
    checkpoint.downloadsCompletedTimestamp = isoOfMicros(completed);
  } else if (found.files.length > 0) report.line("dry run, no files downloaded");
  const succeeded = new Map([...sessions].map(([id, { succeeded }]) => [id, succeeded]));
  const { results } = downloads;
  const there = found.files.filter(({ jobId, file }) =>
    dryRun || downloads.isThere(jobId, file.path)
  );
  return {
    summary: {
      files: there.length,
      bytes: there.reduce((sum, { file }) => sum + file.size, 0),
      ...countJobs(categories, sessions, results, nameOf),
      unmappedJobs: found.unmapped.size,
      hasNews,
      checkedAt: new Date(now / 1000),
      window: (now - since) / 1000,
    },
    status: { queueId, storageProfileId, categories, candidates, results, succeeded },
  };
}

function tellFiles(
  { files, unmapped, count }: SyncFiles,
  report: SyncReport,
  nameOf: (jobId: string) => string,
): void {
  if (count > 0) report.line(countOf(count, "asset manifest"));
  for (const [jobId, paths] of unmapped) {
    report.warning("unmapped output paths, these files will not be downloaded");
    const named = paths.slice(0, 10);
    const more = paths.length > named.length ? [`... and ${paths.length - named.length} more`] : [];
    report.entry("UNMAPPED", nameOf(jobId), [jobId, ...named, ...more]);
  }
  const bytes = files.reduce((sum, { file }) => sum + file.size, 0);
  report.line(
    files.length === 0
      ? "nothing new to download"
      : `${countOf(files.length, "file")}, ${humanSize(bytes)} to download`,
  );
}

/** Jobs that failed are new again at the next run, and counted. */
function settleFailures(
  { checkpoint, report, failedJobs }: SyncRunInit,
  candidates: ReadonlyMap<string, SyncJobFacts>,
  results: ReadonlyMap<string, JobResult>,
): void {
  for (const [jobId, { errorCode }] of results) {
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
    if (candidates.has(jobId) && !results.has(jobId)) failedJobs.forget(jobId);
  }
}

/** What the summary tells of jobs and their task runs. */
function countJobs(
  categories: JobCategories,
  sessions: ReadonlyMap<string, JobSessions>,
  results: ReadonlyMap<string, JobResult>,
  nameOf: (jobId: string) => string,
): Pick<SyncSummary, "taskRuns" | "jobs" | "attempted" | "failed"> {
  const failed = [...results].flatMap(([jobId, { errorCode, errorMessage }]) =>
    errorCode === null
      ? []
      : [{ jobId, name: nameOf(jobId), code: errorCode, message: errorMessage ?? "" }]
  ).sort((a, b) => a.jobId < b.jobId ? -1 : 1);
  const isFailed = new Set(failed.map(({ jobId }) => jobId));
  const count = (jobs: Set<string>) => jobs.difference(isFailed).size;
  const { added, updated, unchanged, completed, inactive } = categories;
  const { attachmentsFree, missingProfile } = categories;
  const all = [...sessions.values()].flatMap(({ sessions }) => sessions);
  return {
    taskRuns: all.reduce((sum, { actions }) => sum + actions.length, 0),
    jobs: {
      added: count(added),
      updated: count(updated),
      unchanged: count(unchanged),
      completed: count(completed),
      inactive: count(inactive),
      attachmentsFree: count(attachmentsFree),
      missingProfile: count(missingProfile),
    },
    attempted: [...results.values()].filter(({ total }) => total > 0).length,
    failed,
  };
}
