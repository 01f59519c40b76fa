/**
 * The time a task lives in: what the clock says, and timers on it.
 *
 * @example
 * ```ts
 * import { type Clock, sleep } from "@deadline/client/task";
 * import { assert } from "@std/assert";
 *
 * // A clock on which an hour is a millisecond.
 * const fast: Clock = {
 *   now: () => Date.now() * 3_600_000,
 *   set: (callback, delay) => setTimeout(callback, delay / 3_600_000),
 *   clear: (handle) => clearTimeout(handle as number),
 * };
 * const start = Date.now();
 * await sleep(3_600_000, { clock: fast });
 * assert(Date.now() - start < 1_000);
 * ```
 */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes backwards in a sane clock. */
  now(): number;
  /** Calls `callback` once after `delay` milliseconds; gives a handle for {@linkcode Clock.clear}. */
  set(callback: () => void, delay: number): unknown;
  /** Forgets a timer; unknown or spent handles are fine. */
  clear(handle: unknown): void;
}

/**
 * The platform's clock. It looks its timers up at each call, so a test that replaces them is obeyed.
 *
 * @example
 * ```ts
 * import { systemClock } from "@deadline/client/task";
 * import { assert } from "@std/assert";
 *
 * assert(Math.abs(systemClock.now() - Date.now()) < 1_000);
 * ```
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  set: (callback, delay) => globalThis.setTimeout(callback, delay),
  clear: (handle) => globalThis.clearTimeout(handle as number),
};
