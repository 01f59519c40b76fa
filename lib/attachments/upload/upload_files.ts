import { createXXHash128, type IHasher } from "hash-wasm";
import { join } from "@std/path";
import type { MutationOptions } from "../../session/call.ts";
import type { Effect } from "../../task/mod.ts";
import { Breaths } from "../_breaths.ts";
import type { TransferProgress } from "../transfer_progress.ts";
import { isObjectThere } from "./_object_there.ts";
import { sampleStore } from "./_sample_store.ts";
import type { UploadFile } from "./_source_file.ts";
import { TransferMeter } from "../_transfer_meter.ts";
import { PART_SIZE, uploadLarge } from "./_upload_large.ts";
import { UploadRecords } from "./_upload_records.ts";
import { createRun, type UploadRun } from "./_upload_run.ts";
import { uploadSmall } from "./_upload_small.ts";
import type { S3CheckCache } from "./s3_check_cache.ts";
import { type AttachmentStore, dataKey } from "../store.ts";
import { type FileProblem, UnusableFilesError } from "../files/unusable_files_error.ts";

export type { UploadFile } from "./_source_file.ts";

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
  onProgress?: ((progress: TransferProgress) => void) | undefined;
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

/** Objects seen that are kept in the cache in one go. */
const NOTE_EVERY = 500;
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
  readonly #store: AttachmentStore;
  readonly #options: UploadFilesOptions;
  readonly #meter: TransferMeter;
  readonly #stop = new AbortController();
  readonly #run: UploadRun;
  readonly #breaths = new Breaths();
  /** The hashes that are on their way, so that equal files are sent once. */
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #remembered = new Set<string>();
  readonly #toNote = new Set<string>();
  readonly #problems: FileProblem[] = [];
  #failure: { error: unknown } | undefined;
  #drain: ReturnType<typeof setTimeout> | undefined;
  #effect: Effect | undefined;

  constructor(store: AttachmentStore, options: UploadFilesOptions) {
    this.#store = store;
    this.#options = options;
    const { cacheDir, total = { files: 0, bytes: 0 } } = options;
    const meter = this.#meter = new TransferMeter(total, options.onProgress);
    this.#run = createRun({
      store,
      signal: options.signal
        ? AbortSignal.any([options.signal, this.#stop.signal])
        : this.#stop.signal,
      isCancelled: () => options.signal?.aborted ?? false,
      records: cacheDir === undefined ? undefined : new UploadRecords(join(cacheDir, "uploads")),
      onRetry: options.onRetry,
      timeout: options.timeout,
      bytesPerSecond: () => meter.bytesPerSecond,
      onEffect: (effect) => effect === "unknown" && this.#tell("unknown"),
      onBytes: (sent, resumed) => {
        meter.skipBytes(resumed);
        meter.move(sent);
      },
    });
  }

  count(files: Iterable<UploadFile>): void {
    for (const { size } of files) this.#meter.add(size);
  }

  async send(files: Iterable<UploadFile>): Promise<UploadSummary> {
    const { signal, concurrency = 32 } = this.#options;
    using meter = this.#meter;
    this.#tell("not sent");
    meter.flush();
    const left = files[Symbol.iterator]();
    try {
      const lanes = Array.from({ length: concurrency }, () => this.#lane(left));
      await Promise.all(lanes);
    } finally {
      clearTimeout(this.#drain);
      left.return?.();
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
      this.#meter.see(file.size);
      try {
        if (this.#isKnown(file.hash)) {
          this.#meter.skip(file.size);
          // All lanes together: each would go on where another stops to breathe.
          if (this.#breaths.due) await this.#breaths.take();
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
      await other.then(() => this.#meter.skip(file.size), () => {});
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
      return this.#meter.skip(file.size);
    }
    lane.hasher ??= await createXXHash128();
    await (size < PART_SIZE ? uploadSmall : uploadLarge)(this.#run, file, key, lane.hasher);
    this.#meter.fileDone();
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

  #summary(): UploadSummary {
    const { seen, state, ms } = this.#meter;
    const { files, bytes, skippedFiles, skippedBytes } = state;
    return {
      totalFiles: seen.files,
      totalBytes: seen.bytes,
      uploadedFiles: files - skippedFiles,
      uploadedBytes: bytes - skippedBytes,
      skippedFiles,
      skippedBytes,
      ms,
    };
  }
}
