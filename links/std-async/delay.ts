/** Options for {@linkcode delay}. */
export interface DelayOptions {
  /** Signal that ends the wait early; the promise is then rejected with its reason. */
  signal?: AbortSignal;
  /**
   * Whether the wait keeps the process alive.
   *
   * @default {true}
   */
  persistent?: boolean;
}

/** The longest wait a platform timer takes, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** Waits for a number of milliseconds, however large. */
export function delay(ms: number, options: DelayOptions = {}): Promise<void> {
  const { signal, persistent = true } = options;
  if (signal?.aborted) return Promise.reject(signal.reason);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const total = Math.trunc(Math.max(ms, 0)) || 0;
  const start = Date.now();
  let timer: number;

  function arm(left: number): void {
    timer = Number(setTimeout(left > LONGEST ? again : done, Math.min(left, LONGEST)));
    if (!persistent) Deno.unrefTimer(timer);
  }
  function again(): void {
    arm(total - (Date.now() - start));
  }
  function done(): void {
    signal?.removeEventListener("abort", abort);
    resolve();
  }
  function abort(): void {
    clearTimeout(timer);
    reject(signal?.reason);
  }

  arm(total);
  signal?.addEventListener("abort", abort, { once: true });
  return promise;
}
