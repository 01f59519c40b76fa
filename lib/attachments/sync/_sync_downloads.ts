import { messageOf } from "../../errors/mod.ts";
import { forEachBounded } from "../../_for_each_bounded.ts";
import type { CallOptions } from "../../session/call.ts";
import { downloadFiles, type FileConflict } from "../download/download_files.ts";
import { IncompleteDownloadError } from "../download/incomplete_download_error.ts";
import { fileFacts } from "../files/host_files.ts";
import type { AttachmentStore } from "../store.ts";
import type { TransferProgress } from "../transfer_progress.ts";
import { errorCodeOf, errorCodeOfProblem } from "./_error_code.ts";
import type { JobSessions } from "./_job_sessions.ts";
import type { JobResult, TaskResult } from "./_status_file.ts";
import type { SyncFile, SyncFiles } from "./_sync_manifests.ts";
import { countOf } from "./report_words.ts";
import type { SyncReport } from "./sync_report.ts";

/** Jobs that are downloaded at the same time, and connections for each of them. */
const JOBS_AT_ONCE = 3;
const CONNECTIONS = 16;

/** What {@linkcode SyncDownloads} takes. */
export interface SyncDownloadsInit {
  store: AttachmentStore;
  conflict: FileConflict;
  report: SyncReport;
  options: Pick<CallOptions, "signal" | "onRetry">;
  onProgress: ((jobId: string, progress: TransferProgress) => void) | undefined;
  nameOf: (jobId: string) => string;
}

/** Downloads the files of all jobs, and knows what became of each. */
export class SyncDownloads {
  readonly #init: SyncDownloadsInit;
  readonly #results = new Map<string, JobResult>();
  /** Paths that could not be downloaded, and why. */
  readonly #missing = new Map<string, { code: JobResult["errorCode"]; message: string }>();

  constructor(init: SyncDownloadsInit) {
    this.#init = init;
  }

  /** What became of each job. */
  get results(): ReadonlyMap<string, JobResult> {
    return this.#results;
  }

  /** Whether a file of a job was downloaded, or was there already. */
  isThere(jobId: string, path: string): boolean {
    return this.#results.has(jobId) && !this.#missing.has(path);
  }

  /** Downloads the files; a job that fails does not hold up others. */
  async download(
    { files, pathsByTask }: SyncFiles,
    sessions: ReadonlyMap<string, JobSessions>,
  ): Promise<void> {
    const { options, report } = this.#init;
    const byJob = Map.groupBy(files, ({ jobId }) => jobId);
    await forEachBounded(byJob, JOBS_AT_ONCE, async ([jobId, files], signal) => {
      this.#results.set(jobId, await this.#downloadJob(jobId, files, signal));
    }, options.signal);
    // A job whose files another one has made since: what counts is what is there.
    for (const [jobId, tasks] of pathsByTask) {
      if (this.#results.has(jobId)) continue;
      const results = new Map<string, TaskResult>();
      for (const [taskId, paths] of tasks) {
        const gone = [...paths].filter((path) => !isFile(path));
        const why = gone.map((path) => this.#missing.get(path)).find((each) => each !== undefined);
        results.set(taskId, {
          total: paths.size,
          downloaded: paths.size - gone.length,
          errorCode: gone.length > 0 ? why?.code ?? "UNKNOWN" : null,
          errorMessage: gone.length > 0 ? why?.message ?? "Output files not found on disk" : null,
        });
      }
      this.#results.set(jobId, sumOf(results));
    }
    for (const [jobId, { farmFailed }] of sessions) {
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

  async #downloadJob(jobId: string, files: SyncFile[], signal: AbortSignal): Promise<JobResult> {
    const { conflict, options, report, store, nameOf, onProgress } = this.#init;
    const name = nameOf(jobId);
    report.line(`  ${name}: downloading ${countOf(files.length, "file")}`);
    try {
      await downloadFiles(store, files.map(({ file }) => file), {
        signal,
        conflict,
        connections: CONNECTIONS,
        onRetry: options.onRetry,
        onProgress: (progress) => onProgress?.(jobId, progress),
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

function isFile(path: string): boolean {
  try {
    return fileFacts(path).kind === "file";
  } catch {
    return false;
  }
}
