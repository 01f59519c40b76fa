import { sleep, type WaitOptions } from "./sleep.ts";

/** What is known when a retry is about to wait. */
export interface RetryWait {
  /** The attempt that will come, counted from 1; the first retry is 2. */
  attempt: number;
  /** How many attempts there are at most. */
  attempts: number;
  /** Milliseconds until it starts. */
  delay: number;
  /** What the attempt before it failed with. */
  error: unknown;
}

/** Options for {@linkcode retry}. */
export interface RetryOptions extends WaitOptions {
  /**
   * How many attempts at most, the first included.
   *
   * @default {5}
   */
  attempts?: number;
  /**
   * Whether this error may go away by itself. Without it nothing is retried except errors that
   * say `retryable: true` of themselves.
   */
  retryable?: (error: unknown) => boolean;
  /**
   * Whether doing it twice is harmless. A call that is not idempotent is never repeated.
   *
   * @default {true}
   */
  idempotent?: boolean;
  /**
   * Ceiling of the first wait in milliseconds; it doubles with each attempt.
   *
   * @default {200}
   */
  base?: number;
  /**
   * Ceiling of every wait in milliseconds, unless the other side asked for longer.
   *
   * @default {20_000}
   */
  cap?: number;
  /** A number in [0, 1); `Math.random` unless given. */
  random?: () => number;
  /** Called before each wait, so that a view can say "retrying in 2 s (3 of 5)". */
  onRetry?: (wait: RetryWait) => void;
  /** Ends the present wait early: "retry now". */
  wake?: (retryNow: () => void) => void;
}

/**
 * Runs `body` again while it fails in a way that may go away: exponential back-off with full jitter.
 * An error that carries `retryAfterSeconds` (throttling) is waited out at least that long.
 *
 * @throws The last error, or the signal's reason if it aborts meanwhile.
 *
 * @example
 * ```ts
 * import { retry } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * let calls = 0;
 * const answer = await retry(() => {
 *   if (++calls < 3) throw Object.assign(new Error("busy"), { retryable: true });
 *   return Promise.resolve("done");
 * }, { base: 1 });
 * assertEquals([answer, calls], ["done", 3]);
 * ```
 */
export async function retry<T>(
  body: (attempt: number) => PromiseLike<T> | T,
  options: RetryOptions = {},
): Promise<T> {
  const { attempts = 5, retryable = saysRetryable, idempotent = true, signal, clock } = options;
  for (let attempt = 1;; attempt++) {
    signal?.throwIfAborted();
    try {
      return await body(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= attempts || !idempotent || !retryable(error)) throw error;
      const delay = backoff(attempt, error, options);
      options.onRetry?.({ attempt: attempt + 1, attempts, delay, error });
      await pause(delay, { signal, clock }, options.wake);
    }
  }
}

function saysRetryable(error: unknown): boolean {
  return (error as { retryable?: unknown } | null)?.retryable === true;
}

function backoff(attempt: number, error: unknown, options: RetryOptions): number {
  const { base = 200, cap = 20_000, random = Math.random } = options;
  const asked = Number((error as { retryAfterSeconds?: unknown } | null)?.retryAfterSeconds);
  const jittered = random() * Math.min(cap, base * 2 ** (attempt - 1));
  return Number.isFinite(asked) && asked > 0 ? asked * 1000 + jittered : jittered;
}

async function pause(
  delay: number,
  options: WaitOptions,
  wake: RetryOptions["wake"],
): Promise<void> {
  if (!wake) return await sleep(delay, options);
  const cut = new AbortController();
  const { promise: woken, resolve } = Promise.withResolvers<void>();
  wake(resolve);
  const signal = options.signal ? AbortSignal.any([options.signal, cut.signal]) : cut.signal;
  const slept = sleep(delay, { ...options, signal });
  slept.catch(() => {});
  try {
    await Promise.race([slept, woken]);
  } finally {
    cut.abort();
  }
}
