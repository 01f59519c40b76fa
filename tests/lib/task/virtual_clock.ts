import type { Clock } from "@deadline/client/task";

/** A clock that moves only when told to; counts the timers that are pending. */
export class VirtualClock implements Clock {
  #now = 0;
  #handle = 1;
  readonly #timers = new Map<number, { at: number; callback: () => void }>();

  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds until the next timer is due, if one is pending. */
  get next(): number | undefined {
    const all = [...this.#timers.values()].map(({ at }) => at - this.#now);
    return all.length === 0 ? undefined : Math.min(...all);
  }

  now(): number {
    return this.#now;
  }

  set(callback: () => void, delay: number): unknown {
    const handle = this.#handle++;
    this.#timers.set(handle, { at: this.#now + Math.max(0, delay), callback });
    return handle;
  }

  clear(handle: unknown): void {
    this.#timers.delete(handle as number);
  }

  /** Moves time on by `ms`, calling what falls due in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    while (true) {
      let due: [number, { at: number; callback: () => void }] | undefined;
      for (const entry of this.#timers) {
        if (entry[1].at <= end && (!due || entry[1].at < due[1].at)) due = entry;
      }
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = due[1].at;
      due[1].callback();
    }
    this.#now = end;
  }
}

/** Lets everything that is ready to run, run. */
export async function settleMicrotasks(rounds = 12): Promise<void> {
  for (let i = 0; i < rounds; i++) await Promise.resolve();
}
