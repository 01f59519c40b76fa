import { linkSignal } from "../task/link_signal.ts";

/**
 * Runs `body` for each item, at most `limit` at once. The first failure aborts what is in flight and
 * is thrown once all have settled; an abort of `signal` does the same with its reason.
 */
export async function forEachBounded<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  body: (item: Item, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const stop = new AbortController();
  const unlink = linkSignal(signal, (reason) => stop.abort(reason));
  const running = new Set<Promise<void>>();
  try {
    for await (const item of items) {
      stop.signal.throwIfAborted();
      const run: Promise<void> = body(item, stop.signal)
        .catch((error) => stop.abort(error))
        .finally(() => running.delete(run));
      running.add(run);
      if (running.size >= limit) await Promise.race(running);
    }
  } finally {
    await Promise.all(running);
    unlink();
  }
  stop.signal.throwIfAborted();
}
