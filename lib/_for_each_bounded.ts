import { linkSignal } from "./task/link_signal.ts";

/**
 * Runs `body` for each item, at most `limit` at once; each lane takes the next item when it is free.
 * The first failure aborts what is in flight and is thrown once all have settled; an abort of
 * `signal` does the same with its reason.
 */
export async function forEachBounded<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  body: (item: Item, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const stop = new AbortController();
  const unlink = linkSignal(signal, (reason) => stop.abort(reason));
  // One after the other, whatever the source makes of being asked by many.
  let last: Promise<unknown> = Promise.resolve();
  const iterator = Symbol.asyncIterator in items
    ? items[Symbol.asyncIterator]()
    : items[Symbol.iterator]();
  const next = () => {
    const result = last.then(() => iterator.next());
    last = result.catch(() => {});
    return result;
  };
  const lane = async () => {
    try {
      while (!stop.signal.aborted) {
        const { done, value } = await next();
        if (done) return;
        stop.signal.throwIfAborted();
        await body(value, stop.signal);
      }
    } catch (error) {
      stop.abort(error);
    }
  };
  await Promise.all(Array.from({ length: limit }, lane));
  unlink();
  if (!stop.signal.aborted) return;
  await iterator.return?.();
  throw stop.signal.reason;
}
