/**
 * A clock that only tests move, with the names and behaviour of `jsr:@std/testing/time`.
 *
 * @module
 */

import type { DelayOptions } from "@std/async/delay";
import { real, replaceGlobals, restoreGlobals } from "./_globals.ts";
import { TimerQueue } from "./_timers.ts";

export type { DelayOptions };

/** Thrown when fake time is asked for something it cannot do now. */
export class TimeError extends Error {
  /** Makes the error. */
  constructor(message: string) {
    super(message);
    this.name = "TimeError";
  }
}

/** Options for {@linkcode FakeTime}. */
export interface FakeTimeOptions {
  /**
   * How fast fake time runs by itself, where 1 is as fast as real time and 0 not at all.
   *
   * @default {0}
   */
  advanceRate: number;
  /**
   * Milliseconds of real time between two steps, when it runs by itself.
   *
   * @default {10}
   */
  advanceFrequency?: number;
}

let current: FakeTime | undefined;

/**
 * Replaces `Date`, the timer functions and `AbortSignal.timeout` until it is restored, so that a test can move time
 * on as it likes.
 *
 * ```ts
 * import { assert } from "@std/assert";
 * import { FakeTime } from "@std/testing/time";
 *
 * using time = new FakeTime();
 * const signal = AbortSignal.timeout(60_000);
 * time.tick(60_000);
 * assert(signal.aborted);
 * ```
 */
export class FakeTime {
  #start: number;
  #now: number;
  #timers = new TimerQueue();
  #ticker: ReturnType<typeof setInterval> | undefined;

  /**
   * Starts to fake time.
   *
   * @throws {TimeError} When time is faked already.
   * @throws {TypeError} When `start` is no time.
   */
  constructor(start?: number | string | Date | null, options?: FakeTimeOptions) {
    if (current) throw new TimeError("Cannot construct FakeTime: time is already faked");
    this.#start = typeof start === "number"
      ? Math.floor(start)
      : start instanceof Date || typeof start === "string"
      ? new real.Date(start).getTime()
      : real.Date.now();
    if (Number.isNaN(this.#start)) {
      throw new TypeError(`Cannot construct FakeTime: invalid start time ${this.#start}`);
    }
    this.#now = this.#start;
    current = this;
    this.#replace();
    const { advanceRate = 0, advanceFrequency = 10 } = options ?? {};
    if (advanceRate > 0) {
      const step = () => this.tick(advanceRate * advanceFrequency);
      this.#ticker = real.setInterval.call(globalThis, step, Math.max(0, advanceFrequency));
    }
  }

  /**
   * Ends the fake time there is.
   *
   * @throws {TimeError} When time is real.
   */
  static restore(): void {
    if (!current) throw new TimeError("Cannot restore time: time is already restored");
    current.restore();
  }

  /** Makes time real while a callback runs, and what it returns settles. */
  static restoreFor<T>(
    // deno-lint-ignore no-explicit-any
    callback: (...args: any[]) => Promise<T> | T,
    // deno-lint-ignore no-explicit-any
    ...args: any[]
  ): Promise<T> {
    const time = current;
    if (!time) return Promise.reject(new TimeError("Cannot restore time: time is not faked"));
    let result: Promise<T> | T;
    restoreGlobals();
    try {
      result = callback(...args);
    } catch (error) {
      time.#replace();
      return Promise.reject(error);
    }
    // Faked again before anyone else runs, unless there is something to wait for.
    if (result instanceof Promise) return result.finally(() => time.#replace());
    time.#replace();
    return Promise.resolve(result);
  }

  /** The fake time, in milliseconds since the epoch. */
  get now(): number {
    return this.#now;
  }

  /** Moves time on, and runs the timers that are due until then, each at its own time. */
  set now(value: number) {
    if (value < this.#now) {
      throw new RangeError(
        `Cannot set current time in the past, time must be >= ${this.#now}: received ${value}`,
      );
    }
    for (let first = this.#timers.first; first && first.due <= value; first = this.#timers.first) {
      this.#now = first.due;
      this.#timers.take();
      first.run();
    }
    this.#now = value;
  }

  /** The fake time at the beginning. */
  get start(): number {
    return this.#start;
  }

  /** Waits for a number of real milliseconds. */
  delay(ms: number, options: DelayOptions = {}): Promise<void> {
    const { signal } = options;
    const aborted = () => new DOMException("Delay was aborted.", "AbortError");
    if (signal?.aborted) return Promise.reject(aborted());
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = real.setTimeout.call(globalThis, () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    function abort(): void {
      real.clearTimeout.call(globalThis, timer);
      reject(aborted());
    }
    signal?.addEventListener("abort", abort, { once: true });
    return promise;
  }

  /** Lets the callbacks of settled promises run. */
  async runMicrotasks(): Promise<void> {
    await this.delay(0);
  }

  /** Moves time on by a number of milliseconds. */
  tick(ms = 0): void {
    this.now += ms;
  }

  /** Lets the callbacks of settled promises run, then moves time on. */
  async tickAsync(ms = 0): Promise<void> {
    await this.runMicrotasks();
    this.now += ms;
  }

  /** Moves time on to the next timer; returns whether there was one. */
  next(): boolean {
    const first = this.#timers.first;
    if (first) this.now = first.due;
    return first !== undefined;
  }

  /** Lets the callbacks of settled promises run, then moves time on to the next timer. */
  async nextAsync(): Promise<boolean> {
    await this.runMicrotasks();
    return this.next();
  }

  /** Moves time on until no timer is left. */
  runAll(): void {
    while (this.next());
  }

  /** Moves time on until no timer is left, with the callbacks of settled promises in between. */
  async runAllAsync(): Promise<void> {
    while (!this.#timers.empty) await this.nextAsync();
  }

  /**
   * Ends the fake time.
   *
   * @throws {TimeError} When time is real.
   */
  restore(): void {
    if (!current) throw new TimeError("Cannot restore time: time is already restored");
    current = undefined;
    restoreGlobals();
    if (this.#ticker !== undefined) clearInterval(this.#ticker);
  }

  /** Ends the fake time when a `using` block ends. */
  [Symbol.dispose](): void {
    this.restore();
  }

  #replace(): void {
    replaceGlobals({
      now: () => this.#now,
      clear: (kind, id) => {
        this.#must(`clear ${kind.toLowerCase()}`);
        this.#timers.remove(id);
      },
      set: (kind, callback, delay, args) => {
        this.#must(`set ${kind.toLowerCase()}`);
        if (typeof callback !== "function") {
          throw new TimeError(`FakeTime does not support non-function callbacks to set${kind}`);
        }
        const wait = Math.max(kind === "Interval" ? 1 : 0, Math.floor(delay) || 0);
        const every = kind === "Interval" ? wait : undefined;
        return this.#timers.add(this.#now + wait, every, () => callback(...args));
      },
    });
  }

  #must(action: string): void {
    if (current !== this) throw new TimeError(`Cannot ${action}: time is not faked`);
  }
}
