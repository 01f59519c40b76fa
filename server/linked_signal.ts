/** A signal that aborts with the first of several. */
export interface LinkedSignal {
  readonly signal: AbortSignal;
  /** Aborts it from here. */
  abort(reason: unknown): void;
  /** Takes the listeners off the signals it follows. */
  unlink(): void;
}

/**
 * Makes a signal that aborts with the first of `sources`. `AbortSignal.any` would do, but holds on to
 * long-lived sources as long as they live; this one lets go when told.
 */
export function linkedSignal(sources: readonly AbortSignal[]): LinkedSignal {
  const controller = new AbortController();
  const listeners = sources.map((source) => {
    const follow = () => controller.abort(source.reason);
    if (source.aborted) follow();
    else source.addEventListener("abort", follow, { once: true });
    return () => source.removeEventListener("abort", follow);
  });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => listeners.forEach((unlisten) => unlisten()),
  };
}

/** Waits for `promise`, but not longer than `signal` allows. */
export async function whileWanted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
    promise.catch(() => {});
  }
}

/** Waits for `promise`, but not longer than `ms` milliseconds; what it gives is dropped. */
export async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => {});
  }
}
