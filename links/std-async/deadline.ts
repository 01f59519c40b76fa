import { abortable } from "./abortable.ts";

/** Options for {@linkcode deadline}. */
export interface DeadlineOptions {
  /** Signal that gives up before the time is over. */
  signal?: AbortSignal;
}

/**
 * Waits for a promise for a number of milliseconds at most. The work behind it runs on.
 *
 * @throws {DOMException} A `TimeoutError` when the time is over.
 */
export async function deadline<T>(
  p: Promise<T>,
  ms: number,
  options: DeadlineOptions = {},
): Promise<T> {
  const limits: AbortSignal[] = [];
  if (ms < Number.MAX_SAFE_INTEGER) limits.push(AbortSignal.timeout(ms));
  if (options.signal) limits.push(options.signal);
  return await abortable(p, AbortSignal.any(limits));
}
