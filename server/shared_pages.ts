import { Stopped } from "@deadline/client/task";
import { whileWanted } from "./linked_signal.ts";

interface Flight {
  readonly controller: AbortController;
  readonly source: AsyncIterator<unknown>;
  readonly pages: unknown[];
  coming: Promise<void> | undefined;
  ended: boolean;
  readers: number;
}

/**
 * Lists that are shared while they are under way, page by page: who joins late gets the pages that
 * came so far, then follows. Nothing is asked for before a reader wants it, the last reader to leave
 * aborts the call, and an earlier leaver hurts nobody.
 */
export class SharedPages {
  readonly #flights = new Map<string, Flight>();

  /** How many lists are under way. */
  get size(): number {
    return this.#flights.size;
  }

  /** How many read the list of `key`. */
  readers(key: string): number {
    return this.#flights.get(key)?.readers ?? 0;
  }

  /** Reads the list of `key`, joining it if it is under way, else starting it. */
  async *read<T>(
    key: string,
    start: (signal: AbortSignal) => AsyncIterable<T>,
    signal: AbortSignal,
  ): AsyncGenerator<T, void> {
    signal.throwIfAborted();
    const flight = this.#flights.get(key) ?? this.#launch(key, start);
    flight.readers++;
    try {
      for (let at = 0;; at++) {
        while (at >= flight.pages.length && !flight.ended) {
          await whileWanted(this.#advance(key, flight), signal);
        }
        if (at >= flight.pages.length) return;
        yield flight.pages[at] as T;
      }
    } finally {
      if (--flight.readers === 0) this.#land(key, flight);
    }
  }

  #launch<T>(key: string, start: (signal: AbortSignal) => AsyncIterable<T>): Flight {
    const controller = new AbortController();
    const source = start(controller.signal)[Symbol.asyncIterator]();
    const flight = { controller, source, pages: [], coming: undefined, ended: false, readers: 0 };
    this.#flights.set(key, flight);
    return flight;
  }

  #advance(key: string, flight: Flight): Promise<void> {
    return flight.coming ??= (async () => {
      try {
        const { done, value } = await flight.source.next();
        if (done) flight.ended = true;
        else flight.pages.push(value);
      } finally {
        flight.coming = undefined;
        if (flight.ended) this.#forget(key, flight);
      }
    })();
  }

  #land(key: string, flight: Flight): void {
    this.#forget(key, flight);
    if (flight.ended) return;
    flight.controller.abort(new Stopped("navigated", "nobody waits for it any more"));
    // Nobody is there to hear of an error while leaving.
    Promise.resolve(flight.source.return?.()).catch(() => {});
  }

  #forget(key: string, flight: Flight): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
