import { type Clock, systemClock } from "./clock.ts";
import { sameLineage } from "./lineage.ts";
import type { Outcome } from "./outcome.ts";
import { sleep } from "./sleep.ts";
import { Stopped, type StopReason } from "./stopped.ts";
import type { CloseReport, TaskEvent, TaskScopeOptions } from "./scope_options.ts";
import type { StartOptions } from "./start_options.ts";
import { Task } from "./task.ts";
import type { TaskBody } from "./task_body.ts";
import type { TaskHost } from "./task_host.ts";

let lastId = 0;

/**
 * Tasks that live and end together: those of a view, a request, a program. Within it a key names
 * what is being asked, and only the newest task of a key delivers.
 *
 * @example
 * ```ts
 * import { sleep, TaskScope } from "@deadline/client/task";
 * import { assertEquals } from "@std/assert";
 *
 * await using scope = new TaskScope({ name: "settings" });
 * const shown: string[] = [];
 * for (const farm of ["a", "b"]) {
 *   scope.start("List queues", async ({ signal }) => {
 *     await sleep(5, { signal });
 *     return `queues of ${farm}`;
 *   }, { key: "queues", onResult: (queues) => shown.push(queues) });
 * }
 * await scope.idle();
 * assertEquals(shown, ["queues of b"]);
 * ```
 */
export class TaskScope implements AsyncDisposable {
  /** First part of every request id. */
  readonly name: string;
  readonly #clock: Clock;
  readonly #host: TaskHost;
  readonly #closeTimeout: number;
  readonly #running = new Set<Task<unknown>>();
  readonly #unfinished = new Set<Task<unknown>>();
  readonly #newest = new Map<string, Task<unknown>>();
  readonly #listeners = new Set<(event: TaskEvent) => void>();
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = () => void this.close("closed");
  #sequence = 0;
  #closed: Promise<CloseReport> | undefined;

  /** Opens a scope. */
  constructor(options: TaskScopeOptions = {}) {
    const { clock = systemClock, lineage, onCallbackError = printCallbackError } = options;
    this.name = options.name ?? "scope";
    this.#clock = clock;
    this.#closeTimeout = options.closeTimeout ?? 100;
    this.#host = {
      clock,
      progressInterval: options.progressInterval ?? 50,
      isCurrent: (asked) => !asked || !lineage || sameLineage(asked, lineage()),
      changed: (task, kind) => this.#changed(task, kind),
      callbackThrew: onCallbackError,
    };
    this.#signal = options.signal;
    if (this.#signal?.aborted) this.#onAbort();
    else this.#signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** The tasks under way, oldest first. */
  get tasks(): readonly Task<unknown>[] {
    return [...this.#running];
  }

  /** Whether the scope takes no more tasks. */
  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /**
   * Starts a task. If `options.key` is given, the task under way with that key is superseded: it
   * settles now, and whatever it still brings is dropped.
   *
   * @throws {Stopped} with reason `closed` when the scope is closed.
   */
  start<T, P = unknown, C = unknown>(
    name: string,
    body: TaskBody<T, P, C>,
    options: StartOptions<T, P, C> = {},
  ): Task<T, P, C> {
    if (this.#closed) throw new Stopped("closed", `"${name}" was started in a closed scope`);
    const { key } = options;
    const requestId = `${this.name}.${key ?? "task"}.${++this.#sequence}`;
    const task = new Task<T, P, C>(this.#host, { id: ++lastId, name, requestId }, options);
    const registered = task as unknown as Task<unknown>;
    this.#running.add(registered);
    this.#unfinished.add(registered);
    if (key !== undefined) {
      const older = this.#newest.get(key);
      // Registered before the older one is told, so that what it triggers sees the new order.
      this.#newest.set(key, registered);
      older?.cancel("superseded");
    }
    this.#emit({ kind: "started", task: registered });
    task.run(body);
    return task;
  }

  /**
   * Starts a task whose body is an async iterable and gives its items to a `for await` loop. The body
   * is asked for the next item when the loop is; leaving the loop stops the task.
   *
   * @throws {TaskError} when the body fails.
   * @throws {Stopped} when the task is stopped from elsewhere.
   */
  async *iterate<C>(
    name: string,
    body: TaskBody<void, unknown, C>,
    options: Omit<StartOptions<void, unknown, C>, "onChunk"> = {},
  ): AsyncGenerator<C, void> {
    let offer = Promise.withResolvers<{ chunk: C; taken: () => void } | undefined>();
    const onChunk = (chunk: C) => {
      const { promise, resolve: taken } = Promise.withResolvers<void>();
      offer.resolve({ chunk, taken });
      return promise;
    };
    const task = this.start<void, unknown, C>(name, body, { ...options, onChunk });
    task.outcome.then(() => offer.resolve(undefined));
    let taken = () => {};
    try {
      while (true) {
        const next = await offer.promise;
        if (!next || task.settled) break;
        taken = next.taken;
        offer = Promise.withResolvers();
        yield next.chunk;
        taken();
        if (task.settled) break;
      }
      await task.value();
    } finally {
      task.cancel("navigated");
      taken();
    }
  }

  /** The newest task of a key, if it is still under way. */
  current(key: string): Task<unknown> | undefined {
    return this.#newest.get(key);
  }

  /** Whether anything (of this key) is under way. Derived, so it can never stick. */
  isLoading(key?: string): boolean {
    return key === undefined ? this.#running.size > 0 : this.#newest.has(key);
  }

  /** Stops the task of a key, or all tasks of the scope. */
  cancel(key?: string, reason: StopReason = "user"): void {
    if (key !== undefined) return this.#newest.get(key)?.cancel(reason);
    for (const task of this.#running) task.cancel(reason);
  }

  /**
   * Stops the tasks that were asked under something that is no longer selected. Call it when the
   * selection changes, so that their sockets close now and not when the answer comes.
   */
  dropStale(isStale: (task: Task<unknown>) => boolean): void {
    for (const task of this.#running) if (isStale(task)) task.cancel("superseded");
  }

  /** Tells `listener` of everything that happens; the returned function ends that. */
  subscribe(listener: (event: TaskEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all([...this.#running].map((task): Promise<Outcome<unknown>> => task.outcome));
    }
  }

  /**
   * Stops all tasks, waits for their bodies up to `closeTimeout`, and reports those that did not end.
   * Closing twice gives the same report.
   */
  close(reason: StopReason = "closed"): Promise<CloseReport> {
    return this.#closed ??= this.#close(reason);
  }

  async #close(reason: StopReason): Promise<CloseReport> {
    this.#signal?.removeEventListener("abort", this.#onAbort);
    const stopped = this.#running.size;
    this.cancel(undefined, reason);
    if (this.#unfinished.size > 0) {
      const over = new AbortController();
      await Promise.race([
        Promise.all([...this.#unfinished].map((task) => task.finished)),
        sleep(this.#closeTimeout, { signal: over.signal, clock: this.#clock }).catch(() => {}),
      ]);
      over.abort();
    }
    const stragglers = [...this.#unfinished];
    this.#listeners.clear();
    return { stopped, stragglers };
  }

  /** Closes the scope, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #changed(task: Task<unknown>, kind: TaskEvent["kind"]): void {
    if (kind === "settled") {
      this.#running.delete(task);
      if (task.key !== undefined && this.#newest.get(task.key) === task) {
        this.#newest.delete(task.key);
      }
    } else if (kind === "finished") this.#unfinished.delete(task);
    this.#emit({ kind, task });
  }

  #emit(event: TaskEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#host.callbackThrew(error, event.task);
      }
    }
  }
}

function printCallbackError(error: unknown, task: Task<unknown>): void {
  console.error(`A callback of the task "${task.name}" threw:`, error);
}
