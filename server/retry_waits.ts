import { type RetryWait, sleep } from "@deadline/client/task";
import type { RetryState } from "./contract.ts";
import { settledOrAborted } from "./linked_signal.ts";

/** Milliseconds between two tellings: calls that are throttled together retry together. */
const PAUSE = 50;

/** Work that may wait to make a call again, and who waits for it. */
interface Flight {
  readonly requestIds: Set<string>;
  readonly waits: Map<RetryWait, string>;
}

/**
 * The waits before calls to AWS are made again, by the requests that wait for them: the answer has
 * not begun by then, so pages hear of it otherwise. Nothing is kept of a request that is over.
 */
export class RetryWaits {
  readonly #flights = new Map<string, Flight>();
  #changed = Promise.withResolvers<void>();

  /** How many flights somebody waits for. */
  get size(): number {
    return this.#flights.size;
  }

  /** What waits now, a line for each request that waits for it. */
  get states(): RetryState[] {
    const states: RetryState[] = [];
    for (const { requestIds, waits } of this.#flights.values()) {
      const last = [...waits].at(-1);
      if (!last) continue;
      const [{ attempt, attempts, error }, at] = last;
      const why = error instanceof Error ? error.message : undefined;
      for (const requestId of requestIds) {
        states.push({ requestId, attempt, attempts, at, ...(why ? { why } : {}) });
      }
    }
    return states;
  }

  /** Notes that a request waits for `flight`; the returned function ends that. */
  join(flight: string, requestId: string): () => void {
    const known = this.#flights.get(flight);
    const joined = known ?? { requestIds: new Set<string>(), waits: new Map<RetryWait, string>() };
    if (!known) this.#flights.set(flight, joined);
    joined.requestIds.add(requestId);
    if (joined.waits.size > 0) this.#tell();
    return () => {
      if (!joined.requestIds.delete(requestId)) return;
      const isLast = joined.requestIds.size === 0;
      if (isLast && this.#flights.get(flight) === joined) this.#flights.delete(flight);
      if (joined.waits.size > 0) this.#tell();
    };
  }

  /** Notes a wait of `flight` until it ends: the option `onRetry` of library functions. */
  add(flight: string, wait: RetryWait): void {
    const joined = this.#flights.get(flight);
    if (!joined) return;
    joined.waits.set(wait, new Date(Date.now() + wait.delay).toISOString());
    this.#tell();
    wait.ended.then(() => {
      joined.waits.delete(wait);
      this.#tell();
    });
  }

  /** Ends the waits that this request waits for; tells whether there were any. */
  retryNow(requestId: string): boolean {
    const flights = [...this.#flights.values()].filter((one) => one.requestIds.has(requestId));
    const waits = flights.flatMap((flight) => [...flight.waits.keys()]);
    for (const wait of waits) wait.retryNow();
    return waits.length > 0;
  }

  /** Gives all that waits, at once and after each change; of changes in a row only the last. */
  async *watch(signal: AbortSignal): AsyncGenerator<RetryState[]> {
    while (!signal.aborted) {
      const { promise: changed } = this.#changed;
      yield this.states;
      await settledOrAborted(changed, signal);
      await sleep(PAUSE, { signal }).catch(() => {});
    }
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
