import { createXXHash128 } from "hash-wasm";
import { DeadlineError } from "../../errors/mod.ts";
import { linkSignal } from "../../task/link_signal.ts";
import type { RetryWait } from "../../task/mod.ts";
import type { TransferMeter } from "../_transfer_meter.ts";
import type { AttachmentStore } from "../store.ts";
import type { DownloadFile } from "./download_files.ts";
import type { OpenFolder } from "./_folders.ts";
import { readData } from "./_read_data.ts";
import type { ObjectFacts } from "./_read_object.ts";
import { temporaryName } from "./_temporary_names.ts";
import { WrongBytesError } from "./_wrong_bytes_error.ts";

/** Bytes that are asked for at once. */
const PART = 8 * 2 ** 20;
/** How far ahead of the first missing byte parts are fetched. */
const WINDOW = 16;
/** Bytes written, or hashed, between two breaths of the event loop. */
const BUFFER = 128 * 2 ** 10;

/** A large file to fetch. */
export interface LargeFile {
  store: AttachmentStore;
  file: DownloadFile;
  /** Under which name it is written. */
  stem: string;
  folder: OpenFolder;
  /** How many parts are fetched at the same time. */
  connections: number;
}

/** How to fetch it. */
export interface FetchByPartsOptions {
  signal: AbortSignal;
  meter: TransferMeter;
  onRetry?: ((wait: RetryWait) => void) | undefined;
}

/** A file that has been written and waits to be put in its place. */
export interface Written {
  /** The name that it has until then. */
  name: string;
  /** Tells that it is there: others may use the name again. */
  release(): void;
}

/**
 * Fetches a large file by parts, and hashes what has been written behind them. If it is stopped,
 * what there is without a gap is kept under a name that the next run knows.
 */
export async function fetchByParts(
  large: LargeFile,
  options: FetchByPartsOptions,
): Promise<Written> {
  const { stem, folder, file } = large;
  let part = await takeOver(folder, stem, file.size);
  for (let isFirst = true;; isFirst = false) {
    const isResumed = part.length > 0;
    const fetch = new PartsFetch(large, part, options);
    try {
      await fetch.run();
      return { name: part.name, release: () => part.file.close() };
    } catch (error) {
      options.meter.lose(fetch.counted);
      const mayGoOn = options.signal.aborted || isPassing(error);
      if (mayGoOn && part.isShared && fetch.whole >= PART) {
        await keep(folder, part, `${stem}.keep`, fetch.whole);
        throw error;
      }
      if (!isFirst || !isAnew(error, isResumed)) {
        await Deno.remove(folder.at(part.name)).catch(() => {});
        part.file.close();
        throw error;
      }
      // What has come before is not of what the store has now: once more, from the beginning.
      await part.file.truncate(0);
      part = { ...part, length: 0 };
    }
  }
}

/** A file that is being written. */
interface Part {
  name: string;
  /** How much of it is there without a gap. */
  length: number;
  /** Locked as long as it is open, if others may know its name. */
  file: Deno.FsFile;
  isShared: boolean;
}

/** Takes what earlier runs have left, or begins anew under a name of its own if another run does. */
async function takeOver(folder: OpenFolder, stem: string, size: number): Promise<Part> {
  const [name, kept] = [`${stem}.part`, `${stem}.keep`];
  const whole = await sizeOfFile(folder.at(kept));
  let file = await openAndLock(folder.at(name));
  if (file) {
    // A run that was killed may have left gaps, no further from the end than it looks ahead.
    const { size: length } = await file.stat();
    const sure = Math.max(0, length - length % PART - (WINDOW + 1) * PART);
    if (whole <= sure || whole > size) {
      const begun = length <= size ? sure : 0;
      await file.truncate(begun);
      return { name, length: begun, file, isShared: true };
    }
    await Deno.rename(folder.at(kept), folder.at(name));
    file.close();
    file = await openAndLock(folder.at(name));
    if (file) return { name, length: (await file.stat()).size, file, isShared: true };
  }
  const own = temporaryName();
  const create = { read: true, write: true, createNew: true };
  return { name: own, length: 0, file: await Deno.open(folder.at(own), create), isShared: false };
}

async function sizeOfFile(path: string): Promise<number> {
  const info = await Deno.lstat(path).catch(() => undefined);
  return info?.isFile ? info.size : 0;
}

/** Opens and locks a file; nothing if another process has it. Links are not followed. */
async function openAndLock(path: string): Promise<Deno.FsFile | undefined> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = await Deno.lstat(path).catch(() => undefined);
    if (before && !before.isFile) await Deno.remove(path);
    const file = await Deno.open(path, { read: true, write: true, create: true });
    try {
      if (await file.tryLock(true)) {
        const [own, there] = [await file.stat(), await Deno.lstat(path).catch(() => undefined)];
        // Another run may have put it in its place between the two.
        if (there?.isFile && there.ino === own.ino) return file;
      }
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
  }
  return undefined;
}

async function keep(folder: OpenFolder, part: Part, name: string, length: number): Promise<void> {
  try {
    await part.file.truncate(length);
    await Deno.rename(folder.at(part.name), folder.at(name));
  } finally {
    part.file.close();
  }
}

/** Whether it makes sense to keep what has come. */
function isPassing(error: unknown): boolean {
  return error instanceof DeadlineError && error.status !== 404 && error.status !== 412;
}

/** Whether it may be right when all of it is fetched anew. */
function isAnew(error: unknown, isResumed: boolean): boolean {
  if (error instanceof WrongBytesError) return error.problem === "hash" && isResumed;
  return error instanceof DeadlineError && error.status === 412;
}

/** One try to fetch all parts that are missing. */
class PartsFetch {
  readonly #large: LargeFile;
  readonly #part: Part;
  readonly #options: FetchByPartsOptions;
  /** How far each part that is not done has been written, by its start. */
  readonly #open = new Map<number, number>();
  readonly #stop = new AbortController();
  #waiting: (() => void)[] = [];
  #next: number;
  #etag: string | undefined;
  /** Bytes that the meter counts for it. */
  counted = 0;

  constructor(large: LargeFile, part: Part, options: FetchByPartsOptions) {
    this.#large = large;
    this.#part = part;
    this.#options = options;
    this.#next = part.length;
  }

  /** How much is there without a gap. */
  get whole(): number {
    return Math.min(this.#next, ...this.#open.values());
  }

  async run(): Promise<void> {
    const { file, connections } = this.#large;
    const unlink = linkSignal(this.#options.signal, (reason) => this.#fail(reason));
    this.#count(this.#part.length, "found");
    const isKnown = Promise.withResolvers<void>();
    const lane = async (isFirst: boolean) => {
      // The others wait to hear what the object is, so that all ask for the same one.
      if (!isFirst) await isKnown.promise;
      await this.#lane(isKnown.resolve);
    };
    const stopped = new Promise<void>((resolve) => linkSignal(this.#stop.signal, () => resolve()));
    stopped.then(isKnown.resolve);
    const lanes = Math.min(connections, Math.ceil((file.size - this.#next) / PART));
    const tasks = [this.#hash(), ...Array.from({ length: lanes }, (_, i) => lane(i === 0))];
    try {
      await Promise.all(tasks.map((task) => task.catch((error) => this.#fail(error))));
      this.#options.signal.throwIfAborted();
      this.#stop.signal.throwIfAborted();
    } finally {
      unlink();
    }
  }

  async #lane(onFacts: () => void): Promise<void> {
    const { file, folder, store } = this.#large;
    const { onRetry } = this.#options;
    const { signal } = this.#stop;
    signal.throwIfAborted();
    using output = await Deno.open(folder.at(this.#part.name), { write: true });
    const buffer = new Uint8Array(BUFFER);
    while (this.#next < file.size) {
      const start = this.#next;
      const range = { start, end: Math.min(start + PART, file.size) };
      this.#next = range.end;
      this.#open.set(start, start);
      while (start - this.whole >= WINDOW * PART) await this.#change();
      await output.seek(start, Deno.SeekMode.Start);
      let filled = 0;
      const write = async () => {
        for (let at = 0; at < filled;) at += await output.write(buffer.subarray(at, filled));
        this.#open.set(start, this.#open.get(start)! + filled);
        filled = 0;
        this.#wake();
      };
      await readData(store, file.hash, async (bytes, facts) => {
        this.#check(facts);
        onFacts();
        this.#count(bytes.length, "move");
        for (let at = 0; at < bytes.length;) {
          const count = Math.min(bytes.length - at, BUFFER - filled);
          buffer.set(
            at === 0 && count === bytes.length ? bytes : bytes.subarray(at, at + count),
            filled,
          );
          filled += count;
          at += count;
          if (filled === BUFFER) await write();
        }
      }, { signal, range, etag: this.#etag, onRetry });
      await write();
      this.#open.delete(start);
      this.#wake();
    }
  }

  /** Hashes what has been written, as far as there is no gap. */
  async #hash(): Promise<void> {
    const { file, folder } = this.#large;
    const hasher = (await createXXHash128()).init();
    using input = await Deno.open(folder.at(this.#part.name), { read: true });
    const buffer = new Uint8Array(BUFFER);
    for (let hashed = 0; hashed < file.size;) {
      this.#stop.signal.throwIfAborted();
      const ready = this.whole - hashed;
      if (ready < Math.min(BUFFER, file.size - hashed)) {
        await this.#change();
        continue;
      }
      const count = await input.read(buffer.subarray(0, Math.min(ready, BUFFER)));
      if (count === null) throw new Error(`Cannot read "${file.path}" again: it became shorter`);
      hasher.update(count === buffer.length ? buffer : buffer.subarray(0, count));
      hashed += count;
    }
    const digest = hasher.digest("hex");
    if (digest !== file.hash) throw WrongBytesError.ofHash(digest, file.hash);
  }

  #check({ size, etag }: ObjectFacts): void {
    if (size !== this.#large.file.size) {
      throw WrongBytesError.ofSize(size, this.#large.file.size);
    }
    this.#etag ??= etag;
  }

  #count(bytes: number, as: "found" | "move"): void {
    this.counted += bytes;
    this.#options.meter[as](bytes);
  }

  /** Waits until more has been written, or all is to stop. */
  #change(): Promise<void> {
    this.#stop.signal.throwIfAborted();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #fail(reason: unknown): void {
    this.#stop.abort(reason);
    this.#wake();
  }
}
