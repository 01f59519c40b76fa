import { delay } from "./delay.ts";

/** Thrown by {@linkcode retry} when the last attempt failed; `cause` is its error. */
export class RetryError extends Error {
  /** Makes the error from the last failure and the number of attempts. */
  constructor(cause: unknown, attempts: number) {
    super(`Retrying exceeded the maxAttempts (${attempts}).`, { cause });
    this.name = "RetryError";
  }
}

/** Options for {@linkcode retry}. */
export interface RetryOptions {
  /**
   * By how much each wait is longer than the one before.
   *
   * @default {2}
   */
  multiplier?: number;
  /**
   * The longest wait, in milliseconds.
   *
   * @default {60000}
   */
  maxTimeout?: number;
  /**
   * The number of attempts, the first included.
   *
   * @default {5}
   */
  maxAttempts?: number;
  /**
   * The first wait, in milliseconds.
   *
   * @default {1000}
   */
  minTimeout?: number;
  /**
   * The share of a wait that is left to chance, from 0 to 1.
   *
   * @default {1}
   */
  jitter?: number;
  /** Tells whether another attempt can help; by default it always can. */
  isRetriable?: (err: unknown) => boolean;
  /** Signal that ends the retrying. */
  signal?: AbortSignal;
}

/**
 * Calls a function until it succeeds, with growing waits between attempts.
 *
 * @throws {RetryError} When the attempts are used up.
 * @throws {RangeError} When an option is out of range.
 */
export async function retry<T>(
  fn: (() => Promise<T>) | (() => T),
  options: RetryOptions = {},
): Promise<T> {
  const {
    multiplier = 2,
    maxTimeout = 60_000,
    maxAttempts = 5,
    minTimeout = 1000,
    jitter = 1,
    isRetriable = () => true,
    signal,
  } = options;
  need(
    Number.isInteger(maxAttempts) && maxAttempts >= 1,
    "maxAttempts",
    maxAttempts,
    "a positive integer",
  );
  need(
    Number.isFinite(multiplier) && multiplier >= 1,
    "multiplier",
    multiplier,
    "a finite number >= 1",
  );
  need(maxTimeout > 0, "maxTimeout", maxTimeout, "a positive number");
  need(minTimeout >= 0, "minTimeout", minTimeout, ">= 0");
  if (minTimeout > maxTimeout) {
    throw new RangeError(
      `Cannot retry as 'minTimeout' must be <= 'maxTimeout': ` +
        `current values 'minTimeout=${minTimeout}', 'maxTimeout=${maxTimeout}'`,
    );
  }
  need(jitter >= 0 && jitter <= 1, "jitter", jitter, "between 0 and 1");

  for (let attempt = 1;; attempt++) {
    signal?.throwIfAborted();
    try {
      return await fn();
    } catch (error) {
      if (!isRetriable(error)) throw error;
      if (attempt >= maxAttempts) throw new RetryError(error, maxAttempts);
    }
    const longest = Math.min(maxTimeout, minTimeout * multiplier ** (attempt - 1));
    await delay(longest * (1 - jitter * Math.random()), signal ? { signal } : {});
  }
}

function need(holds: boolean, name: string, value: number, rule: string): void {
  if (holds) return;
  throw new RangeError(`Cannot retry as '${name}' must be ${rule}: current value is ${value}`);
}
