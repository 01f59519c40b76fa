import { coalesce, type Coalescer } from "./coalesce.ts";
import { linkSignal } from "./link_signal.ts";
import type { Effect, Outcome, TaskStatus } from "./outcome.ts";
import { describeRetry, type RetryWait } from "./retry.ts";
import { Stopped, type StopReason, stopReasonOf } from "./stopped.ts";
import type { StartOptions } from "./start_options.ts";
import type { TaskBody } from "./task_body.ts";
import { TaskError } from "./task_error.ts";
import type { TaskHost } from "./task_host.ts";

/**
 * One started operation: an id, a name for people, a signal, progress, and exactly one outcome.
 * Made by {@linkcode TaskScope.start}. The outcome never rejects; stopping settles it at once and
 * does not wait for the body, whose late answer, good or bad, is dropped.
 *
 * @example
 * ```ts
 * import { sleep, type Task, TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * await using scope = new TaskScope();
 * const task: Task<void> = scope.start("Wait", ({ signal }) => sleep(60_000, { signal }));
 * task.cancel();
 * assertEquals(await task.outcome, { status: "cancelled", reason: "user", effect: "none" });
 * ```
 */
export class Task<T, P = unknown, C = unknown> {
  /** Counts up within the program. */
  readonly id: number;
  /** What it does, for people: "List queues". */
  readonly name: string;
  /** The key under which it replaces and is replaced. */
  readonly key: string | undefined;
  /** What it works on, for people. */
  readonly target: string | undefined;
  /** `<scope>.<key>.<seq>`. */
  readonly requestId: string;
  /** When it was started, on the scope's clock. */
  readonly startedAt: number;
  /** Resolves with how it ended, exactly once; never rejects. */
  readonly outcome: Promise<Outcome<T>>;
  /** Resolves when the body itself has ended, which may be after the outcome; never rejects. */
  readonly finished: Promise<void>;

  readonly #host: TaskHost;
  readonly #options: StartOptions<T, P, C>;
  readonly #controller = new AbortController();
  readonly #coalescer: Coalescer<P>;
  #resolveOutcome!: (outcome: Outcome<T>) => void;
  #resolveFinished!: () => void;
  #settled: Outcome<T> | undefined;
  #settledAt: number | undefined;
  #unlink = () => {};
  #timer: unknown;
  #progress: P | undefined;
  #note: string | undefined;
  #retrying: RetryWait | undefined;
  #effect: Effect = "none";

  /** Use {@linkcode TaskScope.start}. */
  constructor(
    host: TaskHost,
    identity: { id: number; name: string; requestId: string },
    options: StartOptions<T, P, C>,
  ) {
    this.#host = host;
    this.#options = options;
    this.id = identity.id;
    this.name = identity.name;
    this.requestId = identity.requestId;
    this.key = options.key;
    this.target = options.target;
    this.startedAt = host.clock.now();
    this.outcome = new Promise((resolve) => this.#resolveOutcome = resolve);
    this.finished = new Promise((resolve) => this.#resolveFinished = resolve);
    this.#coalescer = coalesce(
      (value) => this.#deliverProgress(value),
      host.progressInterval,
      host.clock,
    );
  }

  /** Where it is: `running`, or how it ended. */
  get status(): TaskStatus {
    return this.#settled?.status ?? "running";
  }

  /** How it ended; undefined while it runs. */
  get settled(): Outcome<T> | undefined {
    return this.#settled;
  }

  /** When it ended, on the scope's clock. */
  get settledAt(): number | undefined {
    return this.#settledAt;
  }

  /** The newest progress that was delivered. */
  get progress(): P | undefined {
    return this.#progress;
  }

  /** What it waits for, in a few words, if it said so. */
  get note(): string | undefined {
    return this.#note;
  }

  /** The retry that it waits to make, if it does. */
  get retrying(): RetryWait | undefined {
    return this.#retrying;
  }

  /** Ends the wait for a retry now; does nothing when there is none. */
  retryNow(): void {
    this.#retrying?.retryNow();
  }

  /** Aborts when the task is stopped. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops it: settles at once and aborts the signal. Stopping what has settled does nothing. */
  cancel(reason: StopReason | Stopped = "user"): void {
    this.#stop(reason instanceof Stopped ? reason : new Stopped(reason));
  }

  /**
   * The value, for callers that prefer exceptions.
   *
   * @throws {TaskError} when it failed.
   * @throws {Stopped} when it was cancelled, superseded or timed out.
   */
  async value(): Promise<T> {
    const outcome = await this.outcome;
    switch (outcome.status) {
      case "succeeded":
        return outcome.value;
      case "failed":
        throw outcome.error;
      default:
        throw stoppedOf(outcome);
    }
  }

  /** Runs the body; called once, by the scope, after the task is registered. */
  run(body: TaskBody<T, P, C>): void {
    const { signal, timeout } = this.#options;
    this.#unlink = linkSignal(signal, (reason) => this.#stop(asStopped(reason)));
    if (this.#settled) return this.#finish();
    if (timeout !== undefined) {
      this.#timer = this.#host.clock.set(() => this.#stop(new Stopped("timeout")), timeout);
    }
    this.#drive(body).then(
      (value) => this.#end(value),
      (error) => this.#fail(error),
    ).then(() => this.#finish());
  }

  async #drive(body: TaskBody<T, P, C>): Promise<T> {
    const made = body({
      signal: this.#controller.signal,
      requestId: this.requestId,
      progress: (value) => this.#settled || this.#coalescer.push(value),
      note: (text) => this.#setNote(text),
      onRetry: (wait) => this.#setRetrying(wait),
      effect: (effect) => void (this.#effect = effect),
    });
    if (!isAsyncIterable(made)) return await made;
    // The end of an iterable is its result; `for await` closes it when the task stops.
    for await (const chunk of made as AsyncIterable<C>) {
      if (!this.#current()) break;
      await this.#call(this.#options.onChunk, chunk);
      if (this.#settled) break;
    }
    return undefined as T;
  }

  #end(value: T): void {
    if (this.#current()) this.#settle({ status: "succeeded", value });
  }

  #fail(error: unknown): void {
    if (!this.#current()) return;
    // A body may learn from afar that it was stopped: a route answers 499 with the reason.
    if (error instanceof Stopped) return this.#stop(error);
    const { requestId, name } = this;
    const made = TaskError.from(error, { requestId, operation: name });
    this.#settle({ status: "failed", error: made, effect: this.#effect });
  }

  /** Whether this task may still deliver; what it was asked under may have changed meanwhile. */
  #current(): boolean {
    if (this.#settled) return false;
    if (this.#host.isCurrent(this.#options.lineage)) return true;
    this.#stop(new Stopped("superseded"));
    return false;
  }

  #stop(stopped: Stopped): void {
    if (this.#settled) return;
    const effect = this.#effect;
    const { reason } = stopped;
    if (reason === "superseded") this.#settle({ status: "superseded", effect });
    else if (reason === "timeout") {
      const afterMs = this.#host.clock.now() - this.startedAt;
      this.#settle({ status: "timedOut", afterMs, effect });
    } else this.#settle({ status: "cancelled", reason, effect });
    this.#controller.abort(stopped);
  }

  #settle(outcome: Outcome<T>): void {
    if (outcome.status === "succeeded" || outcome.status === "failed") this.#coalescer.flush();
    else this.#coalescer.stop();
    // Showing the last progress may have stopped this very task.
    if (this.#settled) return;
    this.#settled = outcome;
    this.#settledAt = this.#host.clock.now();
    this.#note = this.#retrying = undefined;
    this.#unlink();
    if (this.#timer !== undefined) this.#host.clock.clear(this.#timer);
    this.#host.changed(this as Task<unknown>, "settled");
    const { onResult, onError, onSettled } = this.#options;
    if (outcome.status === "succeeded") this.#call(onResult, outcome.value);
    if (outcome.status === "failed") this.#call(onError, outcome.error);
    this.#call(onSettled, outcome);
    this.#resolveOutcome(outcome);
  }

  #finish(): void {
    this.#resolveFinished();
    this.#host.changed(this as Task<unknown>, "finished");
  }

  #deliverProgress(value: P): void {
    if (!this.#current()) return;
    this.#progress = value;
    this.#call(this.#options.onProgress, value);
    this.#host.changed(this as Task<unknown>, "progress");
  }

  #setNote(text: string | undefined): void {
    if (this.#settled || this.#note === text) return;
    this.#note = text;
    this.#host.changed(this as Task<unknown>, "note");
  }

  #setRetrying(wait: RetryWait): void {
    if (this.#settled) return;
    const note = describeRetry(wait);
    this.#retrying = wait;
    this.#setNote(note);
    wait.ended.then(() => {
      if (this.#retrying === wait) this.#retrying = undefined;
      // The body may have said something else meanwhile.
      if (this.#note === note) this.#setNote(undefined);
    });
  }

  #call<A, R>(callback: ((argument: A) => R) | undefined, argument: A): R | undefined {
    try {
      return callback?.(argument);
    } catch (error) {
      this.#host.callbackThrew(error, this as Task<unknown>);
    }
  }
}

function asStopped(reason: unknown): Stopped {
  return reason instanceof Stopped
    ? reason
    : new Stopped(stopReasonOf(reason), undefined, { cause: reason });
}

function stoppedOf(outcome: Outcome<unknown>): Stopped {
  if (outcome.status === "cancelled") return new Stopped(outcome.reason);
  if (outcome.status === "timedOut") {
    return new Stopped("timeout", `no answer within ${outcome.afterMs} ms`);
  }
  return new Stopped("superseded");
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
