import { systemClock } from "./clock.ts";
import { linkSignal } from "./link_signal.ts";
import type { WaitOptions } from "./sleep.ts";

/**
 * What is known when a retry is about to wait.
 *
 * @example
 * ```ts
 * import { retry, type RetryWait } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const waits: number[] = [];
 * const onRetry = ({ attempt, retryNow }: RetryWait) => {
 *   waits.push(attempt);
 *   retryNow();
 * };
 * const busy = Object.assign(new Error("busy"), { retryable: true });
 * await retry((attempt) => {
 *   if (attempt < 3) throw busy;
 * }, { base: 60_000, onRetry });
 * assertEquals(waits, [2, 3]);
 * ```
 */
export interface RetryWait {
  /** The attempt that will come, counted from 1; the first retry is 2. */
  readonly attempt: number;
  /** How many attempts there are at most. */
  readonly attempts: number;
  /** Milliseconds until it starts. */
  readonly delay: number;
  /** What the attempt before it failed with. */
  readonly error: unknown;
  /** Ends the wait now; does nothing once it is over. */
  readonly retryNow: () => void;
  /** Resolves when the wait is over, by time, by `retryNow` or by an abort; never rejects. */
  readonly ended: Promise<void>;
}

/**
 * Options for {@linkcode retry}.
 *
 * @example
 * ```ts
 * import { retry, type RetryOptions } from "@deadline/client/task";
 * import { assertRejects } from "@std/assert";
 *
 * const options: RetryOptions = {
 *   attempts: 3,
 *   base: 1,
 *   retryable: (error) => error instanceof TypeError,
 * };
 * await assertRejects(() => retry(() => Promise.reject(new RangeError("no")), options), RangeError);
 * ```
 */
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
  /**
   * Milliseconds that are left for everything. A wait that would take longer is not begun: the error
   * that is known says more than a deadline that passed.
   */
  timeLeft?: (() => number) | undefined;
  /**
   * Called before each wait, so that a view can say so and offer to retry now. That of a task's
   * context does both; see {@linkcode describeRetry}.
   */
  onRetry?: ((wait: RetryWait) => void) | undefined;
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
  const { attempts = 5, retryable = saysRetryable, idempotent = true, signal } = options;
  for (let attempt = 1;; attempt++) {
    signal?.throwIfAborted();
    try {
      return await body(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= attempts || !idempotent || !retryable(error)) throw error;
      const delay = backoff(attempt, error, options);
      if (delay > (options.timeLeft?.() ?? Infinity)) throw error;
      await pause({ attempt: attempt + 1, attempts, delay, error }, options);
    }
  }
}

/**
 * Says what a retry waits for, in a few words.
 *
 * @example
 * ```ts
 * import { describeRetry } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(describeRetry({ attempt: 3, attempts: 5, delay: 1_600 }), "retrying in 2 s (3 of 5)");
 * ```
 */
export function describeRetry(wait: Pick<RetryWait, "attempt" | "attempts" | "delay">): string {
  const { attempt, attempts, delay } = wait;
  const when = delay < 1_000 ? "now" : `in ${Math.ceil(delay / 1_000)} s`;
  return `retrying ${when} (${attempt} of ${attempts})`;
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
  wait: Omit<RetryWait, "retryNow" | "ended">,
  options: RetryOptions,
): Promise<void> {
  const { signal, clock = systemClock, onRetry } = options;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = clock.set(resolve, wait.delay);
  const unlink = linkSignal(signal, reject);
  try {
    onRetry?.({ ...wait, retryNow: resolve, ended: promise.catch(() => {}) });
    await promise;
  } finally {
    unlink();
    clock.clear(timer);
  }
}
