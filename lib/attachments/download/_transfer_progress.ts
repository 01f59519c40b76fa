import { TransferRate } from "../_transfer_rate.ts";
import type { DownloadProgress } from "./download_files.ts";

/** Milliseconds between two reports at least. */
const PAUSE = 50;

/** Counts what is done, and tells of it, not too often. */
export class TransferProgress {
  readonly #started = performance.now();
  readonly #tell: ((progress: DownloadProgress) => void) | undefined;
  readonly #rate = new TransferRate();
  #next = 0;
  #fetched = 0;
  readonly state: Omit<DownloadProgress, "bytesPerSecond" | "secondsLeft">;

  constructor(
    totals: { totalFiles: number; totalBytes: number },
    tell: ((progress: DownloadProgress) => void) | undefined,
  ) {
    this.state = { files: 0, bytes: 0, skippedFiles: 0, skippedBytes: 0, ...totals };
    this.#tell = tell;
  }

  /** Milliseconds since the beginning. */
  get ms(): number {
    return performance.now() - this.#started;
  }

  /** Bytes that came over the network, those counted twice too. */
  get fetchedBytes(): number {
    return this.#fetched;
  }

  /** A file that need not be fetched. */
  skip(size: number): void {
    this.state.files++;
    this.state.skippedFiles++;
    this.state.bytes += size;
    this.state.skippedBytes += size;
  }

  /** Bytes of a file that were there already. */
  found(bytes: number): void {
    this.state.bytes += bytes;
    this.#report();
  }

  /** Bytes that came. */
  fetched(bytes: number): void {
    this.state.bytes += bytes;
    this.#fetched += bytes;
    this.#rate.add(bytes);
    this.#report();
  }

  /** Bytes that have to be fetched again. */
  lost(bytes: number): void {
    this.state.bytes -= bytes;
  }

  /** A file is in its place. */
  fileDone(): void {
    this.state.files++;
    this.#report();
  }

  /** Tells how far it is now. */
  flush(): void {
    this.#next = 0;
    this.#report();
  }

  #report(): void {
    const now = performance.now();
    if (!this.#tell || now < this.#next) return;
    this.#next = now + PAUSE;
    const bytesPerSecond = Math.round(this.#rate.bytesPerSecond);
    const secondsLeft = this.#rate.secondsFor(this.state.totalBytes - this.state.bytes);
    this.#tell({ ...this.state, bytesPerSecond, secondsLeft });
  }
}
