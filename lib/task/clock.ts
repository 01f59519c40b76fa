/** The time a task lives in: what the clock says, and timers on it. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes backwards in a sane clock. */
  now(): number;
  /** Calls `callback` once after `delay` milliseconds; gives a handle for {@linkcode Clock.clear}. */
  set(callback: () => void, delay: number): unknown;
  /** Forgets a timer; unknown or spent handles are fine. */
  clear(handle: unknown): void;
}

/** The platform's clock. It looks its timers up at each call, so a test that replaces them is obeyed. */
export const systemClock: Clock = {
  now: () => Date.now(),
  set: (callback, delay) => globalThis.setTimeout(callback, delay),
  clear: (handle) => globalThis.clearTimeout(handle as number),
};
