import type { DownloadProgress } from "./download_files.ts";

/** Milliseconds between two reports at least, and how far back the rate looks. */
const PAUSE = 50;
const WINDOW = 4_000;
const SAMPLE = 200;

/** Counts what is done, and tells of it, not too often. */
export class TransferProgress {
  readonly #started = performance.now();
  readonly #tell: ((progress: DownloadProgress) => void) | undefined;
  #samples: [time: number, bytes: number][] = [[this.#started, 0]];
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
    if (now - this.#samples.at(-1)![0] >= SAMPLE) this.#samples.push([now, this.#fetched]);
    while (this.#samples.length > 1 && now - this.#samples[0][0] > WINDOW) this.#samples.shift();
    const [since, before] = this.#samples[0];
    const seconds = (now - since) / 1000;
    const bytesPerSecond = seconds > 0 ? Math.round((this.#fetched - before) / seconds) : 0;
    const left = this.state.totalBytes - this.state.bytes;
    const secondsLeft = bytesPerSecond > 0 ? left / bytesPerSecond : undefined;
    this.#tell({ ...this.state, bytesPerSecond, secondsLeft });
  }
}
