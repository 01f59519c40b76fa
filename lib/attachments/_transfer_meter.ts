import { coalesce, type Coalescer, systemClock } from "../task/mod.ts";
import { TransferRate } from "./_transfer_rate.ts";
import type { FileProgress } from "./file_progress.ts";
import type { TransferProgress } from "./transfer_progress.ts";

/** Milliseconds between two reports at least. */
const REPORT_EVERY = 50;

/** Counts what is done of a transfer, and tells of it, not too often. */
export class TransferMeter implements Disposable {
  readonly #started = performance.now();
  readonly #rate = new TransferRate();
  readonly #progress: Coalescer<TransferProgress>;
  readonly #state: FileProgress;
  readonly #seen = { files: 0, bytes: 0 };
  #moved = 0;

  constructor(
    total: { files: number; bytes: number },
    tell: ((progress: TransferProgress) => void) | undefined,
  ) {
    const { files: totalFiles, bytes: totalBytes } = total;
    this.#state = { files: 0, totalFiles, bytes: 0, totalBytes, skippedFiles: 0, skippedBytes: 0 };
    this.#progress = coalesce((progress) => tell?.(progress), REPORT_EVERY, systemClock);
  }

  /** What is done so far. */
  get state(): Readonly<FileProgress> {
    return this.#state;
  }

  /** Milliseconds since the beginning. */
  get ms(): number {
    return performance.now() - this.#started;
  }

  /** Bytes that went over the network, those counted twice too. */
  get movedBytes(): number {
    return this.#moved;
  }

  /** Bytes a second, lately. */
  get bytesPerSecond(): number {
    return this.#rate.bytesPerSecond;
  }

  /** Files that have been seen, and bytes of them. */
  get seen(): Readonly<{ files: number; bytes: number }> {
    return this.#seen;
  }

  /** There is a file more in all. */
  add(size: number): void {
    this.#state.totalFiles++;
    this.#state.totalBytes += size;
  }

  /** A file has its turn: there are as many in all as have been seen, whatever was said before. */
  see(size: number): void {
    const files = ++this.#seen.files;
    const bytes = this.#seen.bytes += size;
    this.#state.totalFiles = Math.max(this.#state.totalFiles, files);
    this.#state.totalBytes = Math.max(this.#state.totalBytes, bytes);
  }

  /** A file that needs no work. */
  skip(size: number): void {
    this.#state.files++;
    this.#state.skippedFiles++;
    this.skipBytes(size);
  }

  /** Bytes that need no work. */
  skipBytes(bytes: number): void {
    this.#state.skippedBytes += bytes;
    this.found(bytes);
  }

  /** Bytes of a file that were there already, of a run before. */
  found(bytes: number): void {
    this.#state.bytes += bytes;
    this.#report();
  }

  /** Bytes that went over the network. */
  move(bytes: number): void {
    this.#moved += bytes;
    this.#rate.add(bytes);
    this.found(bytes);
  }

  /** Bytes that have to go again. */
  lose(bytes: number): void {
    this.#state.bytes -= bytes;
  }

  /** A file is done. */
  fileDone(): void {
    this.#state.files++;
    this.#report();
  }

  /** Tells how far it is now. */
  flush(): void {
    this.#report();
    this.#progress.flush();
  }

  /** Tells what was not told yet, and ends. */
  [Symbol.dispose](): void {
    this.#progress.flush();
    this.#progress.stop();
  }

  #report(): void {
    const bytesPerSecond = Math.round(this.#rate.bytesPerSecond);
    const secondsLeft = this.#rate.secondsFor(this.#state.totalBytes - this.#state.bytes);
    this.#progress.push({ ...this.#state, bytesPerSecond, secondsLeft });
  }
}
