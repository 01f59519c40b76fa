import type { Clock } from "./clock.ts";

/** Hands values on at most once an interval; the newest of those held back comes at its end. */
export interface Coalescer<P> {
  /** Takes a value; hands it on now or, within the interval, later. */
  push(value: P): void;
  /** Hands on what is held back, now. */
  flush(): void;
  /** Forgets what is held back, and the timer. */
  stop(): void;
}

/** Makes a {@linkcode Coalescer} that calls `deliver` at most once in `interval` milliseconds. */
export function coalesce<P>(
  deliver: (value: P) => void,
  interval: number,
  clock: Clock,
): Coalescer<P> {
  let held: { value: P } | undefined;
  let timer: unknown;
  let last = -Infinity;
  const clear = () => {
    if (timer !== undefined) clock.clear(timer);
    timer = undefined;
  };
  const flush = () => {
    clear();
    if (!held) return;
    const { value } = held;
    held = undefined;
    last = clock.now();
    deliver(value);
  };
  return {
    push(value) {
      held = { value };
      const wait = last + interval - clock.now();
      // A clock set back must not silence progress for hours.
      if (wait <= 0 || wait > interval) flush();
      else timer ??= clock.set(flush, wait);
    },
    flush,
    stop() {
      clear();
      held = undefined;
    },
  };
}
