/** How far back, in milliseconds, the rate looks. */
const WINDOW = 5_000;
/** Milliseconds between two marks. */
const STEP = 250;

/** The rate of a transfer over the last seconds. */
export class TransferRate {
  readonly #now: () => number;
  readonly #marks: { at: number; bytes: number }[];
  #bytes = 0;

  /** Begins now. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#marks = [{ at: now(), bytes: 0 }];
  }

  /** Counts bytes that went through. */
  add(bytes: number): void {
    this.#bytes += bytes;
    const at = this.#now();
    if (at - this.#marks.at(-1)!.at < STEP) return;
    this.#marks.push({ at, bytes: this.#bytes });
    while (this.#marks.length > 2 && this.#marks[1].at < at - WINDOW) this.#marks.shift();
  }

  /** Bytes a second. */
  get bytesPerSecond(): number {
    const [{ at, bytes }] = this.#marks;
    const ms = this.#now() - at;
    return ms > 0 ? (this.#bytes - bytes) * 1000 / ms : 0;
  }

  /** Seconds for so many bytes more at this rate; undefined if nothing goes through. */
  secondsFor(bytes: number): number | undefined {
    const rate = this.bytesPerSecond;
    return rate > 0 ? bytes / rate : undefined;
  }
}
