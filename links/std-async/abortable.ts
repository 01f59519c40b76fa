/**
 * Makes a promise that is rejected with the signal's reason when it aborts. The work behind `p` runs on.
 */
export function abortable<T>(p: Promise<T>, signal: AbortSignal): Promise<T>;
/**
 * Makes an iterable that throws the signal's reason when it aborts, and closes the one behind it.
 */
export function abortable<T>(p: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T>;
export function abortable<T>(
  p: Promise<T> | AsyncIterable<T>,
  signal: AbortSignal,
): Promise<T> | AsyncGenerator<T> {
  return p instanceof Promise ? abortablePromise(p, signal) : abortableIterable(p, signal);
}

async function abortablePromise<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  using abort = rejection(signal);
  return await Promise.race([abort.promise, work]);
}

async function* abortableIterable<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal,
): AsyncGenerator<T> {
  signal.throwIfAborted();
  using abort = rejection(signal);
  const iterator = items[Symbol.asyncIterator]();
  let ended = false;
  try {
    while (true) {
      const { done, value } = await Promise.race([abort.promise, iterator.next()]);
      if (done) {
        ended = true;
        return (await iterator.return?.(value))?.value;
      }
      yield value;
    }
  } finally {
    if (!ended) await iterator.return?.();
  }
}

/** A promise that is rejected on abort, and stops listening when disposed. */
function rejection(signal: AbortSignal): Disposable & { promise: Promise<never> } {
  const { promise, reject } = Promise.withResolvers<never>();
  const listener = () => reject(signal.reason);
  if (signal.aborted) listener();
  signal.addEventListener("abort", listener, { once: true });
  return {
    promise,
    [Symbol.dispose]: () => signal.removeEventListener("abort", listener),
  };
}
