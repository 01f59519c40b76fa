import { delay } from "@std/async";

/** Options for {@linkcode retry}. */
export interface RetryOptions {
  /** Signal that ends the waiting and the call in progress. */
  signal?: AbortSignal | undefined;
  /**
   * Milliseconds for one call, after which it is given up and made again.
   *
   * @default {30000}
   */
  callTimeout?: number;
  /**
   * Milliseconds after which a failure is not retried any more.
   *
   * @default {Infinity}
   */
  patience?: number;
  /** Told of each failure that will be retried. */
  onRetry?: ((error: unknown, wait: number) => void) | undefined;
}

/** Milliseconds between two calls: at first, and at most. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 5_000;

/**
 * Calls until it works, as long as the failure is one that can pass by itself: throttling, a
 * fault of the service, a connection that is refused or breaks. So a worker outlives a service
 * that restarts.
 *
 * @throws What the call threw, if waiting cannot help, or `signal.reason`.
 */
export async function retry<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { signal, callTimeout = 30_000, patience = Infinity, onRetry }: RetryOptions = {},
): Promise<T> {
  const begun = Date.now();
  for (let attempt = 0;; attempt++) {
    signal?.throwIfAborted();
    const overdue = new AbortController();
    const timer = setTimeout(() => overdue.abort(new Error("The call took too long")), callTimeout);
    try {
      return await call(signal ? AbortSignal.any([signal, overdue.signal]) : overdue.signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!overdue.signal.aborted && !canPass(error)) throw error;
      if (Date.now() - begun >= patience) throw error;
      const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(attempt, 10));
      const wait = retryAfter(error) ?? most / 2 + Math.random() * most / 2;
      onRetry?.(error, wait);
      await delay(wait, { signal });
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What the errors of the SDK have in common. */
interface ServiceFailure extends Error {
  $metadata?: { httpStatusCode?: number };
  retryAfterSeconds?: number;
  reason?: string;
  context?: Record<string, string>;
}

/** Whether a failure can pass by itself. */
export function canPass(error: unknown): boolean {
  const { $metadata, name, reason } = error as ServiceFailure;
  const status = $metadata?.httpStatusCode;
  // No answer at all: the connection was refused or broke.
  if (status === undefined) return name !== "CredentialsProviderError";
  return status === 429 || status >= 500 || reason === "CONCURRENT_MODIFICATION";
}

/** Whether the service no longer knows what was named. */
export function isGone(error: unknown): boolean {
  return (error as ServiceFailure).name === "ResourceNotFoundException";
}

/** The status that stands in the way, if a call was refused because of the worker's status. */
export function conflictingStatus(error: unknown): string | undefined {
  const { name, reason, context } = error as ServiceFailure;
  if (name !== "ConflictException" || reason !== "STATUS_CONFLICT") return undefined;
  return context?.status ?? "unknown";
}

function retryAfter(error: unknown): number | undefined {
  const seconds = Number((error as ServiceFailure).retryAfterSeconds);
  return seconds > 0 ? seconds * 1000 : undefined;
}
