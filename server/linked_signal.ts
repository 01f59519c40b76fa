import { linkSignal } from "@deadline/client/task";

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
  const abort = (reason: unknown) => controller.abort(reason);
  const unlinks = sources.map((source) => linkSignal(source, abort));
  return {
    signal: controller.signal,
    abort,
    unlink: () => unlinks.forEach((unlink) => unlink()),
  };
}

/** Waits for `promise`, but not longer than `signal` allows. */
export async function whileWanted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const unlink = linkSignal(signal, reject);
  try {
    return await Promise.race([stopped, promise]);
  } finally {
    unlink();
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

/** Waits until `promise` is settled or `signal` aborts. */
export async function settledOrAborted(
  promise: Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const unlink = linkSignal(signal, () => resolve());
  await Promise.race([promise, aborted]);
  unlink();
}
