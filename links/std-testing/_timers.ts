/** A callback that waits for its time. */
export interface Timer {
  /** What `setTimeout` returned. */
  id: number;
  /** When it is due, in milliseconds since the epoch. */
  due: number;
  /** Milliseconds between two runs, for an interval. */
  every: number | undefined;
  /** Runs the callback. */
  run: () => void;
}

/** Timers in the order in which they are due; those due together run in the order they were set. */
export class TimerQueue {
  #timers: Timer[] = [];
  #lastId = 0;

  /** Whether no timer waits. */
  get empty(): boolean {
    return this.#timers.length === 0;
  }

  /** The timer that is due first. */
  get first(): Timer | undefined {
    return this.#timers[0];
  }

  /** Adds a timer, and returns its id. */
  add(due: number, every: number | undefined, run: () => void): number {
    const id = ++this.#lastId;
    this.#insert({ id, due, every, run });
    return id;
  }

  /** Forgets a timer. */
  remove(id: unknown): void {
    const at = this.#timers.findIndex((it) => it.id === id);
    if (at >= 0) this.#timers.splice(at, 1);
  }

  /** Takes the first timer out; an interval is put back for its next time. */
  take(): Timer | undefined {
    const timer = this.#timers.shift();
    if (timer?.every !== undefined) this.#insert({ ...timer, due: timer.due + timer.every });
    return timer;
  }

  #insert(timer: Timer): void {
    let [low, high] = [0, this.#timers.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timers[middle].due <= timer.due) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
  }
}
