import { delay } from "@std/async/delay";

/** Milliseconds of the event loop that are taken at once. */
const TURN = 5;

/** Lets others have their turns of the event loop, however long the steps of some work take. */
export class Breaths {
  readonly #signal: AbortSignal | undefined;
  #since = performance.now();

  /** Begins a turn, unless the signal, which stops the work at each breath, has aborted. */
  constructor(signal?: AbortSignal) {
    signal?.throwIfAborted();
    this.#signal = signal;
  }

  /** Whether the turn is over. */
  get due(): boolean {
    return performance.now() - this.#since > TURN;
  }

  /** Gives the turn to others, and begins the next one. */
  async take(): Promise<void> {
    await delay(0, { signal: this.#signal });
    this.#since = performance.now();
  }
}
