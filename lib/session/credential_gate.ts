import type { DeadlineError } from "../errors/mod.ts";
import { linkSignal } from "../task/link_signal.ts";
import { type Clock, sleep, Stopped } from "../task/mod.ts";

/** Options for {@linkcode CredentialGate}. */
export interface CredentialGateOptions {
  /**
   * Milliseconds between two looks whether somebody has signed in again elsewhere, made only while
   * calls wait.
   *
   * @default {2_000}
   */
  interval?: number | undefined;
  /** The clock to wait on; the platform's unless given. */
  clock?: Clock | undefined;
}

/** How {@linkcode CredentialGate.pause} waits. */
export interface PauseOptions {
  /** Ends this one wait. */
  signal?: AbortSignal | undefined;
  /** Looks whether there are new credentials by now. */
  probe?: (() => Promise<boolean>) | undefined;
}

/**
 * Where calls wait while the credentials are expired. All of them wait for one sign-in, go on by
 * themselves after it, and can be stopped meanwhile. A session that is given a gate uses it; without
 * one, such calls fail at once.
 *
 * It opens when {@linkcode CredentialGate.renewed} is called, when new credentials are found, when
 * {@linkcode CredentialGate.giveUp} is called, or when nobody waits any more.
 *
 * ```ts
 * import { createSession, CredentialGate } from "@deadline/client/session";
 *
 * const gate = new CredentialGate();
 * gate.subscribe(() => {
 *   if (gate.closed) console.log(`${gate.waiting} calls wait. ${gate.cause?.hint}`);
 * });
 * await using session = createSession({ profile: "studio", gate });
 * ```
 */
export class CredentialGate {
  readonly #interval: number;
  readonly #clock: Clock | undefined;
  readonly #listeners = new Set<() => void>();
  #closing: Closing | undefined;

  /** Makes a gate; it is open. */
  constructor(options: CredentialGateOptions = {}) {
    this.#interval = options.interval ?? 2_000;
    this.#clock = options.clock;
  }

  /** Whether calls wait for somebody to sign in. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#closing?.waiting ?? 0;
  }

  /** The error that closed it, with a hint that says how to sign in. */
  get cause(): DeadlineError | undefined {
    return this.#closing?.cause;
  }

  /** Tells `listener` whenever it closes, opens, or another call waits; the returned function ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /**
   * Waits until it is open; resolves at once if it is.
   *
   * @throws {Stopped} with reason `expired` when it was given up; the signal's reason.
   */
  async pass(options: PauseOptions = {}): Promise<void> {
    if (this.#closing) await this.#wait(this.#closing, options.signal);
  }

  /**
   * Closes it because of `cause`, unless it is closed, and waits until it is open again.
   *
   * @throws {Stopped} with reason `expired` when it was given up; the signal's reason.
   */
  async pause(cause: DeadlineError, options: PauseOptions = {}): Promise<void> {
    const { signal, probe } = options;
    signal?.throwIfAborted();
    const closing = this.#closing ??= new Closing(cause);
    const waited = this.#wait(closing, signal);
    if (probe && !closing.probing) {
      closing.probing = true;
      this.#probe(closing, probe);
    }
    await waited;
  }

  /** Opens it: somebody has signed in again. The calls that wait are made once more. */
  renewed(): void {
    this.#open((closing) => closing.opened.resolve());
  }

  /** Opens it and stops all calls that wait, with reason `expired`: nobody will sign in. */
  giveUp(): void {
    this.#open((closing) => closing.opened.reject(new Stopped("expired")));
  }

  async #wait(closing: Closing, signal: AbortSignal | undefined): Promise<void> {
    const { promise: left, reject } = Promise.withResolvers<never>();
    const unlink = linkSignal(signal, reject);
    closing.waiting++;
    this.#changed();
    try {
      await Promise.race([closing.opened.promise, left]);
    } finally {
      unlink();
      if (--closing.waiting === 0 && this.#closing === closing) this.renewed();
    }
  }

  #open(settle: (closing: Closing) => void): void {
    const closing = this.#closing;
    if (!closing) return;
    this.#closing = undefined;
    closing.over.abort();
    settle(closing);
    this.#changed();
  }

  async #probe(closing: Closing, probe: () => Promise<boolean>): Promise<void> {
    const options = { signal: closing.over.signal, clock: this.#clock };
    try {
      do await sleep(this.#interval, options); while (!await probe());
    } catch {
      return; // It is open already, or looking is of no use: somebody has to say so.
    }
    if (this.#closing === closing) this.renewed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** One time that the gate is closed. */
class Closing {
  readonly cause: DeadlineError;
  readonly opened = Promise.withResolvers<void>();
  readonly over = new AbortController();
  waiting = 0;
  probing = false;

  constructor(cause: DeadlineError) {
    this.cause = cause;
    // Whoever waits hears of it; that nobody does is no error.
    this.opened.promise.catch(() => {});
  }
}
