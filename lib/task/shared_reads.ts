import { linkSignal } from "./link_signal.ts";
import { Stopped } from "./stopped.ts";

interface Flight {
  readonly controller: AbortController;
  readonly promise: Promise<unknown>;
  observers: number;
}

/**
 * Reads that are shared while they are under way: N observers of one key cost one upstream call. An
 * observer that leaves hurts nobody; when the last one leaves, the call is aborted.
 *
 * Nothing is cached: a read that starts after the answer came is a new call.
 *
 * @example
 * ```ts
 * import { SharedReads } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * const reads = new SharedReads();
 * let calls = 0;
 * const start = () => Promise.resolve(++calls);
 * assertEquals(await Promise.all([reads.read("farms", start), reads.read("farms", start)]), [1, 1]);
 * ```
 */
export class SharedReads {
  readonly #flights = new Map<string, Flight>();

  /** How many calls are under way. */
  get size(): number {
    return this.#flights.size;
  }

  /** How many observe the call of `key`; 0 when none is under way. */
  observers(key: string): number {
    return this.#flights.get(key)?.observers ?? 0;
  }

  /**
   * Joins the call of `key` that is under way, or makes it with `start`.
   *
   * @throws The reason of `options.signal` as soon as it aborts; whatever `start` rejects with.
   */
  async read<T>(
    key: string,
    start: (signal: AbortSignal) => PromiseLike<T>,
    options: { signal?: AbortSignal | undefined } = {},
  ): Promise<T> {
    const { signal } = options;
    signal?.throwIfAborted();
    const flight = this.#flights.get(key) ?? this.#launch(key, start);
    flight.observers++;
    const { promise: left, reject } = Promise.withResolvers<never>();
    const unlink = linkSignal(signal, reject);
    try {
      return await Promise.race([flight.promise as Promise<T>, left]);
    } finally {
      unlink();
      if (--flight.observers === 0) this.#land(key, flight);
    }
  }

  #launch<T>(key: string, start: (signal: AbortSignal) => PromiseLike<T>): Flight {
    const controller = new AbortController();
    const promise = (async () => await start(controller.signal))();
    const flight: Flight = { controller, promise, observers: 0 };
    this.#flights.set(key, flight);
    const ended = () => void this.#forget(key, flight);
    promise.then(ended, ended);
    return flight;
  }

  #land(key: string, flight: Flight): void {
    // A call that has ended is not aborted: what it gave may still be read from.
    if (!this.#forget(key, flight)) return;
    flight.controller.abort(new Stopped("navigated", "nobody waits for it any more"));
  }

  #forget(key: string, flight: Flight): boolean {
    // A newer call may already stand under the key.
    return this.#flights.get(key) === flight && this.#flights.delete(key);
  }
}
