import { type Clock, systemClock } from "./clock.ts";
import { linkSignal } from "./link_signal.ts";

/**
 * Options of the functions that wait.
 *
 * @example
 * ```ts
 * import { sleep, Stopped, type WaitOptions } from "@deadline/client/task";
 * import { assertRejects } from "@std/assert";
 *
 * const options: WaitOptions = { signal: AbortSignal.abort(new Stopped("user")) };
 * await assertRejects(() => sleep(60_000, options), Stopped);
 * ```
 */
export interface WaitOptions {
  /** Stops the wait; the promise rejects with the signal's own reason. */
  signal?: AbortSignal | undefined;
  /** The clock to wait on; the platform's unless given. */
  clock?: Clock | undefined;
}

/**
 * Waits `ms` milliseconds. An abort ends the wait at once and leaves no timer behind.
 *
 * @throws The signal's reason, untouched, when it aborts before the time is over.
 *
 * @example
 * ```ts
 * import { sleep } from "@deadline/client/task";
 *
 * await sleep(5);
 * ```
 */
export function sleep(ms: number, options: WaitOptions = {}): Promise<void> {
  const { signal, clock = systemClock } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const timer = clock.set(() => {
      unlink();
      resolve();
    }, ms);
    const unlink = linkSignal(signal, (reason) => {
      clock.clear(timer);
      reject(reason);
    });
  });
}
