import type { Io } from "./io.ts";

/** Milliseconds between two looks of the line. */
const PAUSE = 100;

/** A line on a terminal that tells how far something is, and is gone when it is done. */
export class ProgressLine implements Disposable {
  readonly #io: Io;
  readonly #isShown: boolean;
  #next = 0;
  #isThere = false;

  /** Makes the line; it is silent unless results go to a terminal. */
  constructor(io: Io, isShown: boolean = io.isTerminal) {
    this.#io = io;
    this.#isShown = isShown;
  }

  /** Shows the text, but not more often than people can read. */
  show(text: string): void {
    if (!this.#isShown || performance.now() < this.#next) return;
    this.#next = performance.now() + PAUSE;
    this.#isThere = true;
    this.#io.err(`\r\x1b[2K${text}`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isThere) this.#io.err("\r\x1b[2K");
    this.#isThere = false;
  }

  /** Takes the line away. */
  [Symbol.dispose](): void {
    this.clear();
  }
}
