import { linkSignal } from "../../task/link_signal.ts";
import type { RetryWait } from "../../task/mod.ts";
import type { FileProgress } from "../file_progress.ts";
import type { AttachmentStore } from "../store.ts";
import type { TransferProgress } from "../transfer_progress.ts";
import { DownloadRun } from "./_download_run.ts";
import { planDownload } from "./_plan_download.ts";

/** A file of a store, and where it is to be on this machine. */
export interface DownloadFile {
  /** The hash of its bytes, which names it in the store. */
  hash: string;
  /** Its size in bytes. */
  size: number;
  /** The time it gets, in whole microseconds since the epoch. */
  mtime: number;
  /** Where it is to be: an absolute path. */
  path: string;
  /** The folder that it must not leave, links followed: an absolute path. */
  within: string;
}

/**
 * What happens to a file that is in the place of one to be downloaded, and not the same: it stays,
 * and the new one is not downloaded; it is replaced; or the new one gets a name of its own, such as
 * `image (1).png`.
 */
export type FileConflict = "SKIP" | "OVERWRITE" | "CREATE_COPY";

/** What a download has done. */
export interface DownloadSummary extends FileProgress {
  /** Milliseconds that it took. */
  ms: number;
  /** Bytes that came over the network, those too that had to be fetched again. */
  fetchedBytes: number;
  /** Files that were fetched, by the paths that they have got, sorted. */
  downloadedFiles: string[];
  /** How many of these are below each root. */
  filesByRoot: Record<string, number>;
}

/** Options for {@linkcode downloadFiles}. */
export interface DownloadFilesOptions {
  /** Stops the download; its connections are closed. What large files have got so far is kept. */
  signal?: AbortSignal | undefined;
  /** Called as it goes on, at most 20 times a second. */
  onProgress?: ((progress: TransferProgress) => void) | undefined;
  /**
   * What happens to other files that are in the place of these.
   *
   * @default {"CREATE_COPY"}
   */
  conflict?: FileConflict | undefined;
  /**
   * How to tell that a file is there already and need not be fetched: by size and time, by size and
   * bytes, or never.
   *
   * @default {"time"}
   */
  verify?: "time" | "hash" | "none" | undefined;
  /**
   * How many connections there are at most.
   *
   * @default {50}
   */
  connections?: number | undefined;
  /** Whether the disk tells names apart by case; found out, unless given. */
  caseSensitive?: boolean | undefined;
  /** Called when the store is asked again after a failure that passes. */
  onRetry?: ((wait: RetryWait) => void) | undefined;
}

/**
 * Downloads files of a store. Each is written under another name beside its place, checked by size
 * and hash while it comes, gets its time, and is put in its place in one step. A file that is there
 * already is not fetched again; a large one goes on where an earlier run was stopped.
 *
 * Before anything is written, all places are looked at: none may be outside of its root, also not
 * through links, and there has to be space. What fails for reasons of one file does not stop the
 * others.
 *
 * @throws {DestinationError} if files have no place.
 * @throws {DiskFullError} if there is not enough space.
 * @throws {IncompleteDownloadError} if some files could not be downloaded; the others are there.
 * @throws {DeadlineError} if the store cannot be reached or may not be read.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { downloadFiles, listJobOutputs, openQueueStore } from "@deadline/client/attachments";
 *
 * const queue = { farmId: "farm-...", queueId: "queue-..." };
 * const [{ manifest }] = await listJobOutputs({ ...queue, jobId: "job-..." });
 * const within = "/renders";
 * const files = manifest.paths.map((file) => ({ ...file, path: `${within}/${file.path}`, within }));
 * await downloadFiles(await openQueueStore(queue), files, { signal: AbortSignal.timeout(60_000) });
 * ```
 */
export async function downloadFiles(
  store: AttachmentStore,
  files: Iterable<DownloadFile>,
  options: DownloadFilesOptions = {},
): Promise<DownloadSummary> {
  const { signal } = options;
  signal?.throwIfAborted();
  const stop = new AbortController();
  const unlink = linkSignal(signal, (reason) => stop.abort(reason));
  try {
    const plan = await planDownload(files, { ...options, signal: stop.signal });
    return await new DownloadRun(store, plan, options, stop).run();
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    unlink();
  }
}
