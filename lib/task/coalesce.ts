import type { Clock } from "./clock.ts";

/**
 * Hands values on at most once an interval; the newest of those held back comes at its end.
 *
 * @example
 * ```ts
 * import { coalesce, type Coalescer, systemClock } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const shown: number[] = [];
 * const progress: Coalescer<number> = coalesce((value) => shown.push(value), 60_000, systemClock);
 * for (const value of [1, 2, 3]) progress.push(value);
 * progress.stop(); // 2 and 3 were held back
 * assertEquals(shown, [1]);
 * ```
 */
export interface Coalescer<P> {
  /** Takes a value; hands it on now or, within the interval, later. */
  push(value: P): void;
  /** Hands on what is held back, now. */
  flush(): void;
  /** Forgets what is held back, and the timer. */
  stop(): void;
}

/**
 * Makes a {@linkcode Coalescer} that calls `deliver` at most once in `interval` milliseconds.
 *
 * @example
 * ```ts
 * import { coalesce, systemClock } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const shown: number[] = [];
 * const progress = coalesce((value: number) => shown.push(value), 60_000, systemClock);
 * for (let value = 1; value <= 100; value++) progress.push(value);
 * progress.flush();
 * assertEquals(shown, [1, 100]);
 * ```
 */
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
