import { delay } from "./delay.ts";

/** Options for {@linkcode poll}. */
export interface PollOptions {
  /** Signal that stops the polling. */
  signal?: AbortSignal;
  /**
   * Milliseconds between two calls.
   *
   * @default {1000}
   */
  interval?: number;
}

/**
 * Calls `fn` until `isDone` says that its result will do, and resolves to that result.
 *
 * @throws {RangeError} When the interval is negative or not finite.
 */
export async function poll<T>(
  fn: () => T,
  isDone: (result: Awaited<T>) => boolean,
  options: PollOptions = {},
): Promise<Awaited<T>> {
  const { signal, interval = 1000 } = options;
  if (!Number.isFinite(interval) || interval < 0) {
    throw new RangeError(
      `Cannot poll as 'interval' must be a non-negative finite number: ` +
        `current value is ${interval}`,
    );
  }
  while (true) {
    signal?.throwIfAborted();
    const result = await fn();
    if (isDone(result)) return result;
    await delay(interval, signal ? { signal } : {});
  }
}
