import { join } from "@std/path";
import { createXXHash128, type IHasher } from "hash-wasm";
import { forEachBounded } from "../../_for_each_bounded.ts";
import { DeadlineError, messageOf } from "../../errors/mod.ts";
import { Budget } from "../_budget.ts";
import { giveBack } from "../_give_back.ts";
import { TransferMeter } from "../_transfer_meter.ts";
import type { AttachmentStore } from "../store.ts";
import { DestinationError } from "./destination_error.ts";
import { DiskFullError } from "./disk_full_error.ts";
import type { DownloadFilesOptions, DownloadSummary } from "./download_files.ts";
import { fetchByParts, type Written } from "./_fetch_by_parts.ts";
import { Folders, type OpenFolder } from "./_folders.ts";
import { type DownloadProblem, IncompleteDownloadError } from "./incomplete_download_error.ts";
import { type DownloadPlan, LARGE, type PlannedFile } from "./_plan_download.ts";
import { putInPlace, setFileTime } from "./_put_in_place.ts";
import { readData } from "./_read_data.ts";
import { isMissing } from "./_store_error.ts";
import { temporaryName } from "./_temporary_names.ts";
import { WrongBytesError } from "./_wrong_bytes_error.ts";

/** Bytes of files that are held in memory at the same time. */
const MEMORY = 32 * 2 ** 20;
/** Large files at the same time; each has several connections. */
const LARGE_FILES = 3;
/** Connections for large files: more are not faster, and each costs memory. */
const LARGE_CONNECTIONS = 12;
/** Small files beside large ones at the same time; of more, what calls leave behind needs memory. */
const SMALL_FILES = 25;

/** One download, from the plan to the summary. */
export class DownloadRun {
  readonly #store: AttachmentStore;
  readonly #plan: DownloadPlan;
  readonly #options: DownloadFilesOptions;
  readonly #stop: AbortController;
  readonly #meter: TransferMeter;
  readonly #folders = new Folders();
  readonly #memory = new Budget(MEMORY);
  readonly #counters = new Map<string, number>();
  readonly #problems: DownloadProblem[] = [];
  readonly #downloaded: string[] = [];
  readonly #byRoot: Record<string, number> = {};
  #hasher!: IHasher;

  constructor(
    store: AttachmentStore,
    plan: DownloadPlan,
    options: DownloadFilesOptions,
    stop: AbortController,
  ) {
    this.#store = store;
    this.#plan = plan;
    this.#options = options;
    this.#stop = stop;
    const { fetch, skip, totalBytes } = plan;
    const total = { files: fetch.length + skip.length, bytes: totalBytes };
    this.#meter = new TransferMeter(total, options.onProgress);
  }

  /** Downloads all files of the plan. */
  async run(): Promise<DownloadSummary> {
    const { fetch, skip } = this.#plan;
    using meter = this.#meter;
    this.#hasher = await createXXHash128();
    for (const { size } of skip) meter.skip(size);
    meter.flush();
    const large = fetch.filter(({ file }) => file.size > LARGE);
    const small = fetch.filter(({ file }) => file.size <= LARGE);
    const { connections = 50 } = this.#options;
    const share = small.length === 0 ? connections : connections / 2;
    const forLarge = large.length === 0 ? 0 : Math.min(LARGE_CONNECTIONS, share);
    const files = Math.max(1, Math.min(LARGE_FILES, large.length, forLarge));
    const each = Math.max(1, Math.floor(forLarge / files));
    const lanes = large.length === 0
      ? connections
      : Math.max(1, Math.min(SMALL_FILES, Math.floor(connections - forLarge)));
    const { signal } = this.#stop;
    const fetchLarge = (planned: PlannedFile) =>
      this.#one(planned, (folder) => this.#large(planned, folder, each));
    const fetchSmall = (planned: PlannedFile) =>
      this.#one(planned, (folder) => this.#small(planned, folder));
    const ends = await Promise.allSettled([
      forEachBounded(large, files, fetchLarge, signal),
      forEachBounded(small, lanes, fetchSmall, signal),
    ]);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    meter.flush();
    this.#downloaded.sort();
    const { state, ms, movedBytes: fetchedBytes } = meter;
    const summary = {
      ...state,
      ms,
      fetchedBytes,
      downloadedFiles: this.#downloaded,
      filesByRoot: this.#byRoot,
    };
    if (this.#problems.length > 0) throw new IncompleteDownloadError(this.#problems, summary);
    return summary;
  }

  async #one(planned: PlannedFile, fetch: (folder: OpenFolder) => Promise<Written>): Promise<void> {
    const { file, root, parts, name, place } = planned;
    const { signal } = this.#stop;
    signal.throwIfAborted();
    let folder: OpenFolder | undefined;
    try {
      folder = await this.#folders.open(root, parts);
      const { name: temporary, release } = await fetch(folder);
      const { conflict = "CREATE_COPY" } = this.#options;
      try {
        await setFileTime(folder.at(temporary), file.mtime);
        await folder.check();
        signal.throwIfAborted();
        const { path } = file;
        const counters = this.#counters;
        const target = { folder, temporary, name, place, conflict, counters, key: path };
        const put = await putInPlace(target);
        if (put === undefined) return this.#meter.fileDone();
        this.#downloaded.push(put === name ? path : join(path, "..", put));
        this.#byRoot[file.within] = (this.#byRoot[file.within] ?? 0) + 1;
        this.#meter.fileDone();
      } catch (error) {
        await Deno.remove(folder.at(temporary)).catch(() => {});
        throw error;
      } finally {
        release();
      }
    } catch (error) {
      signal.throwIfAborted();
      const problem = problemOf(error);
      if (!problem) {
        const reason = await fatal(error, planned);
        this.#stop.abort(reason);
        throw reason;
      }
      const detail = messageOf(error);
      this.#problems.push({ path: file.path, hash: file.hash, problem, detail });
    } finally {
      folder?.release();
    }
  }

  /** Fetches a file as a whole, and writes it once it is known to be right. */
  async #small({ file }: PlannedFile, folder: OpenFolder): Promise<Written> {
    const { hash, size } = file;
    const { signal } = this.#stop;
    using _memory = await this.#memory.take(size, signal);
    const bytes = new Uint8Array(size);
    let at = 0;
    const { onRetry } = this.#options;
    try {
      const facts = await readData(this.#store, hash, (chunk, facts) => {
        if (facts.size !== size) throw WrongBytesError.ofSize(facts.size, size);
        bytes.set(chunk, at);
        at += chunk.length;
        this.#meter.move(chunk.length);
      }, { signal, onRetry });
      if (facts.size !== size) throw WrongBytesError.ofSize(facts.size, size);
      const digest = this.#hasher.init().update(bytes).digest("hex");
      if (digest !== hash) throw WrongBytesError.ofHash(digest, hash);
      await folder.check();
      const temporary = temporaryName();
      try {
        await Deno.writeFile(folder.at(temporary), bytes, { createNew: true });
        giveBack(bytes);
      } catch (error) {
        await Deno.remove(folder.at(temporary)).catch(() => {});
        throw error;
      }
      return { name: temporary, release: () => {} };
    } catch (error) {
      this.#meter.lose(at);
      throw error;
    }
  }

  #large({ file, stem }: PlannedFile, folder: OpenFolder, connections: number): Promise<Written> {
    return fetchByParts({ store: this.#store, file, stem: stem!, folder, connections }, {
      signal: this.#stop.signal,
      meter: this.#meter,
      onRetry: this.#options.onRetry,
    });
  }
}

/** What is wrong with one file alone; nothing if it would be wrong with others, too. */
function problemOf(error: unknown): DownloadProblem["problem"] | undefined {
  if (error instanceof WrongBytesError) return error.problem;
  if (isMissing(error)) return "missing";
  if (error instanceof DestinationError || error instanceof DeadlineError) return undefined;
  const { code } = (error ?? {}) as { code?: string };
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EROFS" || code === undefined) {
    return undefined;
  }
  return /^E[A-Z]+$/.test(code) ? "write" : undefined;
}

async function fatal(error: unknown, { file, root }: PlannedFile): Promise<unknown> {
  const { code } = (error ?? {}) as { code?: string };
  if (code !== "ENOSPC" && code !== "EDQUOT") return error;
  const { statfs } = await import("node:fs/promises");
  const info = await statfs(root).catch(() => undefined);
  const available = info ? info.bavail * info.bsize : 0;
  return new DiskFullError({ path: root, needed: file.size, available }, { cause: error });
}
