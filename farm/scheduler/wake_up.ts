/** Lets many wait for "something may have changed". */
export class WakeUp {
  #waiting = new Set<() => void>();

  /** Ends all waits that have begun. */
  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const resolve of waiting) resolve();
  }

  /**
   * Waits for the next {@linkcode wake}, at most `ms` milliseconds, or until `signal` aborts.
   * Never rejects: whoever waited looks again at what there is.
   */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
      signal.addEventListener("abort", done);
      if (signal.aborted) done();
    });
  }
}
