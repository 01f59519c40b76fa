import { delay } from "@std/async/delay";
import { createXXHash128, type IHasher } from "hash-wasm";
import { join } from "@std/path";
import type { MutationOptions } from "../../session/call.ts";
import { coalesce, type Effect, systemClock } from "../../task/mod.ts";
import { isObjectThere } from "./_object_there.ts";
import { sampleStore } from "./_sample_store.ts";
import type { UploadFile } from "./_source_file.ts";
import { TransferRate } from "../_transfer_rate.ts";
import { PART_SIZE, uploadLarge } from "./_upload_large.ts";
import { UploadRecords } from "./_upload_records.ts";
import { createRun, type UploadRun } from "./_upload_run.ts";
import { uploadSmall } from "./_upload_small.ts";
import type { S3CheckCache } from "./s3_check_cache.ts";
import { type AttachmentStore, dataKey } from "../store.ts";
import { type FileProblem, UnusableFilesError } from "../files/unusable_files_error.ts";

export type { UploadFile } from "./_source_file.ts";

/** How far an upload is. What is there already counts as done. */
export interface UploadProgress {
  /** Files that are done. */
  files: number;
  /** Files in all, as far as is known. */
  totalFiles: number;
  /** Bytes that are done. */
  bytes: number;
  /** Bytes in all, as far as is known. */
  totalBytes: number;
  /** Files that did not have to be sent, as the store has their bytes. */
  skippedFiles: number;
  /** Bytes that did not have to be sent, those of an earlier run that was broken off too. */
  skippedBytes: number;
  /** Bytes a second that go through. */
  bytesPerSecond: number;
  /** Seconds that are left at this rate; undefined if nothing goes through. */
  secondsLeft?: number | undefined;
}

/** What an upload has done. */
export interface UploadSummary {
  /** Files in all. */
  totalFiles: number;
  /** Bytes of them. */
  totalBytes: number;
  /** Files that were sent. */
  uploadedFiles: number;
  /** Bytes that were sent. */
  uploadedBytes: number;
  /** Files that did not have to be sent. */
  skippedFiles: number;
  /** Bytes that did not have to be sent. */
  skippedBytes: number;
  /** Milliseconds it took. */
  ms: number;
}

/** Options for {@linkcode uploadFiles}. */
export interface UploadFilesOptions
  extends Pick<MutationOptions, "signal" | "onEffect" | "onRetry" | "timeout"> {
  /** Called at most 20 times a second, and at the end. */
  onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Objects seen earlier, which are not looked for again; those seen now are kept there. */
  s3CheckCache?: S3CheckCache | undefined;
  /** Look for every object, whatever the cache says. */
  force?: boolean | undefined;
  /** How many files and bytes there are, where `files` can be gone through only once. */
  total?: { files: number; bytes: number } | undefined;
  /**
   * The folder that tells, below it, of large files that are half sent: an upload that failed goes on
   * where it was. Without it, what is not complete is ended and begun anew.
   */
  cacheDir?: string | undefined;
  /**
   * How many files are sent, or looked for, at the same time.
   *
   * @default {32}
   */
  concurrency?: number | undefined;
  /** Chooses which objects of the cache are looked for; for tests. */
  random?: (() => number) | undefined;
}

/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 50;
/** Objects seen that are kept in the cache in one go. */
const NOTE_EVERY = 500;
/** Milliseconds between two breaths of the event loop, where nothing has to be waited for. */
const BREATHE_EVERY = 5;
/** Milliseconds that what is on its way gets to arrive, after something else has failed. */
const DRAIN_LIMIT = 10_000;
/** Hashes that are remembered without a cache, so that equal files are sent once. */
const REMEMBERED = 100_000;

/**
 * Sends files to the store, by their hashes: what is there already is not sent. It stops at the
 * first thing that goes wrong; what was sent by then is known and not sent again the next time.
 *
 * Cancelling closes every connection at once, and ends uploads in parts; it waits a second for that at
 * most.
 *
 * @param files In any order. An iterable that can be gone through only once is not held in memory.
 * @throws {UnusableFilesError} naming files that are not what was hashed. None of their bytes stay.
 * @throws {DeadlineError} saying which file and key could not be sent, and what helps.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { hashFiles, openQueueStore, uploadFiles } from "@deadline/client/attachments";
 *
 * const store = await openQueueStore({ farmId: "farm-...", queueId: "queue-..." });
 * const files = await hashFiles(["/scenes/a.ma"]);
 * const { uploadedBytes } = await uploadFiles(store, files, {
 *   onProgress: ({ bytes, totalBytes }) => console.log(`${bytes} of ${totalBytes}`),
 * });
 * ```
 */
export async function uploadFiles(
  store: AttachmentStore,
  files: Iterable<UploadFile>,
  options: UploadFilesOptions = {},
): Promise<UploadSummary> {
  options.signal?.throwIfAborted();
  const uploading = new Uploading(store, options);
  const { s3CheckCache, force, signal, timeout, random } = options;
  // What can be gone through only once begins where it is.
  if (files[Symbol.iterator]() as unknown !== files) {
    if (!options.total) uploading.count(files);
    if (s3CheckCache && !force) {
      await sampleStore(store, s3CheckCache, hashesOf(files), { signal, timeout, random });
    }
  }
  return await uploading.send(files);
}

function* hashesOf(files: Iterable<UploadFile>): Generator<string> {
  for (const { hash } of files) yield hash;
}

/** What one of those that send at the same time has for itself. */
interface Lane {
  hasher?: IHasher;
}

class Uploading {
  readonly #started = performance.now();
  readonly #store: AttachmentStore;
  readonly #options: UploadFilesOptions;
  readonly #stop = new AbortController();
  readonly #run: UploadRun;
  #breath = performance.now();
  readonly #rate = new TransferRate();
  readonly #progress = coalesce(
    (progress: UploadProgress) => this.#options.onProgress?.(progress),
    REPORT_EVERY,
    systemClock,
  );
  /** The hashes that are on their way, so that equal files are sent once. */
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #remembered = new Set<string>();
  readonly #toNote = new Set<string>();
  readonly #total: { files: number; bytes: number };
  readonly #sent = { files: 0, bytes: 0 };
  readonly #skipped = { files: 0, bytes: 0 };
  readonly #seen = { files: 0, bytes: 0 };
  readonly #problems: FileProblem[] = [];
  #failure: { error: unknown } | undefined;
  #drain: ReturnType<typeof setTimeout> | undefined;
  #effect: Effect | undefined;

  constructor(store: AttachmentStore, options: UploadFilesOptions) {
    this.#store = store;
    this.#options = options;
    this.#total = { ...options.total ?? { files: 0, bytes: 0 } };
    const { cacheDir } = options;
    this.#run = createRun({
      store,
      signal: options.signal
        ? AbortSignal.any([options.signal, this.#stop.signal])
        : this.#stop.signal,
      isCancelled: () => options.signal?.aborted ?? false,
      records: cacheDir === undefined ? undefined : new UploadRecords(join(cacheDir, "uploads")),
      onRetry: options.onRetry,
      timeout: options.timeout,
      bytesPerSecond: () => this.#rate.bytesPerSecond,
      onEffect: (effect) => effect === "unknown" && this.#tell("unknown"),
      onBytes: (sent, resumed) => {
        this.#sent.bytes += sent;
        this.#skipped.bytes += resumed;
        this.#rate.add(sent);
        this.#report();
      },
    });
  }

  count(files: Iterable<UploadFile>): void {
    for (const { size } of files) {
      this.#total.files++;
      this.#total.bytes += size;
    }
  }

  async send(files: Iterable<UploadFile>): Promise<UploadSummary> {
    const { signal, concurrency = 32 } = this.#options;
    this.#tell("not sent");
    this.#report();
    const left = files[Symbol.iterator]();
    try {
      const lanes = Array.from({ length: concurrency }, () => this.#lane(left));
      await Promise.all(lanes);
    } finally {
      clearTimeout(this.#drain);
      left.return?.();
      this.#progress.flush();
      this.#progress.stop();
      await this.#note(0);
    }
    signal?.throwIfAborted();
    if (this.#problems.length > 0) throw new UnusableFilesError(this.#problems);
    if (this.#failure) throw this.#failure.error;
    this.#tell("applied");
    return this.#summary();
  }

  /** Sends one file after another; all lanes draw from the same files. */
  async #lane(left: Iterator<UploadFile>): Promise<void> {
    const lane: Lane = {};
    while (!this.#isOver()) {
      const { done, value: file } = left.next();
      if (done) break;
      this.#seen.files++;
      this.#seen.bytes += file.size;
      try {
        if (this.#isKnown(file.hash)) {
          this.#skip(file);
          // All lanes together: each would go on where another stops to breathe.
          if (performance.now() - this.#breath > BREATHE_EVERY) {
            await delay(0);
            this.#breath = performance.now();
          }
        } else await this.#once(file, lane);
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  #isOver(): boolean {
    return this.#failure !== undefined || this.#problems.length > 0 ||
      (this.#options.signal?.aborted ?? false);
  }

  #fail(error: unknown): void {
    this.#drain ??= setTimeout(() => this.#stop.abort(error), DRAIN_LIMIT);
    if (error instanceof UnusableFilesError) this.#problems.push(...error.problems);
    else this.#failure ??= { error };
  }

  #isKnown(hash: string): boolean {
    if (this.#remembered.has(hash)) return true;
    const { s3CheckCache, force } = this.#options;
    return !force && s3CheckCache?.has(this.#cacheKey(hash)) === true;
  }

  /** Sends a file, unless an equal one is on its way. */
  async #once(file: UploadFile, lane: Lane): Promise<void> {
    const { hash } = file;
    const other = this.#underWay.get(hash);
    if (other) {
      await other.then(() => this.#skip(file), () => {});
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => {});
    this.#underWay.set(hash, promise);
    try {
      await this.#send(file, lane);
      await this.#keep(hash);
      resolve();
    } catch (error) {
      reject(error);
      throw error;
    } finally {
      this.#underWay.delete(hash);
    }
  }

  async #send(file: UploadFile, lane: Lane): Promise<void> {
    const { hash, size } = file;
    const key = dataKey(this.#store, hash);
    if (await isObjectThere(this.#store, { key, size }, this.#run.calls)) {
      return this.#skip(file);
    }
    lane.hasher ??= await createXXHash128();
    await (size < PART_SIZE ? uploadSmall : uploadLarge)(this.#run, file, key, lane.hasher);
    this.#sent.files++;
    this.#report();
  }

  #skip({ size }: UploadFile): void {
    this.#skipped.files++;
    this.#skipped.bytes += size;
    this.#report();
  }

  async #keep(hash: string): Promise<void> {
    this.#remembered.add(hash);
    if (this.#remembered.size > REMEMBERED) {
      this.#remembered.delete(this.#remembered.values().next().value!);
    }
    this.#toNote.add(this.#cacheKey(hash));
    await this.#note(NOTE_EVERY);
  }

  /** Keeps in the cache what was seen, if it is more than `least`. */
  async #note(least: number): Promise<void> {
    const keys = [...this.#toNote];
    if (keys.length <= least) return;
    this.#toNote.clear();
    await this.#options.s3CheckCache?.put(keys);
  }

  #cacheKey(hash: string): string {
    return `${this.#store.bucket}/${dataKey(this.#store, hash)}`;
  }

  #tell(effect: Effect): void {
    if (this.#effect === effect) return;
    this.#effect = effect;
    this.#options.onEffect?.(effect);
  }

  #report(): void {
    const bytes = this.#sent.bytes + this.#skipped.bytes;
    const totalBytes = Math.max(this.#total.bytes, this.#seen.bytes);
    this.#progress.push({
      files: this.#sent.files + this.#skipped.files,
      totalFiles: Math.max(this.#total.files, this.#seen.files),
      bytes,
      totalBytes,
      skippedFiles: this.#skipped.files,
      skippedBytes: this.#skipped.bytes,
      bytesPerSecond: this.#rate.bytesPerSecond,
      secondsLeft: this.#rate.secondsFor(totalBytes - bytes),
    });
  }

  #summary(): UploadSummary {
    return {
      totalFiles: this.#seen.files,
      totalBytes: this.#seen.bytes,
      uploadedFiles: this.#sent.files,
      uploadedBytes: this.#sent.bytes,
      skippedFiles: this.#skipped.files,
      skippedBytes: this.#skipped.bytes,
      ms: performance.now() - this.#started,
    };
  }
}
