import { linkSignal } from "../task/link_signal.ts";
import { Stopped, type StopReason } from "@deadline/client/task";
import { parseRequestId } from "./request_id.ts";

/** A request that was let in. */
export interface Admitted {
  /** Aborts when the caller leaves or a newer request of the same tab and key arrives. */
  readonly signal: AbortSignal;
  /** To be called when the request is over, so that nothing is kept of it but its number. */
  leave(): void;
}

interface Seen {
  seq: number;
  controller: AbortController | undefined;
}

/**
 * The newest-only fence of a server. Of the requests with one tab and key only that with the highest
 * sequence number goes on: a newer one aborts the older, and an older one that arrives late is refused.
 *
 * Memory is bounded: beyond `limit` keys, those idle longest are forgotten. A request so late that
 * its key was forgotten meanwhile passes; the client's own check still drops its answer.
 */
export class Fence {
  readonly #limit: number;
  readonly #seen = new Map<string, Seen>();

  /** Makes a fence that remembers at most `limit` idle keys. */
  constructor(options: { limit?: number } = {}) {
    this.#limit = options.limit ?? 10_000;
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#seen.size;
  }

  /**
   * Lets a request in. Requests without a (readable) id are not fenced, only linked to `signal`.
   *
   * @throws {Stopped} with reason `superseded` when a newer request was seen before.
   */
  admit(requestId: string | null | undefined, signal: AbortSignal): Admitted {
    const controller = new AbortController();
    const unlink = linkSignal(signal, (reason) => {
      controller.abort(reason instanceof Stopped ? reason : new Stopped("navigated"));
    });
    const id = parseRequestId(requestId);
    if (!id) return { signal: controller.signal, leave: unlink };
    const key = `${id.tab} ${id.key}`;
    const before = this.#seen.get(key);
    if (before && before.seq >= id.seq) {
      unlink();
      throw new Stopped("superseded");
    }
    // Registered anew, so that the map stays in the order of use.
    this.#seen.delete(key);
    const entry: Seen = { seq: id.seq, controller };
    this.#seen.set(key, entry);
    before?.controller?.abort(new Stopped("superseded"));
    this.#forget();
    return {
      signal: controller.signal,
      leave: () => {
        unlink();
        entry.controller = undefined;
        this.#forget();
      },
    };
  }

  /**
   * Whether no newer request of the same tab and key was seen. Unlike the reason on the signal it knows
   * also of one that came after the caller had left.
   */
  isNewest(requestId: string | null | undefined): boolean {
    const id = parseRequestId(requestId);
    const seen = id && this.#seen.get(`${id.tab} ${id.key}`);
    return !seen || seen.seq <= id.seq;
  }

  /**
   * Stops the request with this id, if it is under way; tells whether it was. For callers whose leaving
   * a server may not notice, or who say why they leave.
   */
  stop(requestId: string, reason: StopReason = "navigated"): boolean {
    const id = parseRequestId(requestId);
    const entry = id && this.#seen.get(`${id.tab} ${id.key}`);
    if (!entry?.controller || entry.seq !== id?.seq) return false;
    entry.controller.abort(new Stopped(reason));
    return true;
  }

  #forget(): void {
    if (this.#seen.size <= this.#limit) return;
    for (const [key, entry] of this.#seen) {
      if (entry.controller) continue;
      this.#seen.delete(key);
      if (this.#seen.size <= this.#limit) return;
    }
  }
}
