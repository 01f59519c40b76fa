import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import {
  type Lineage,
  type Outcome,
  sameLineage,
  type TaskContext,
  type TaskError,
} from "@deadline/client/task";
import type { CallMeta, WireOptions } from "@deadline/client/wire";
import { comebacks, noticeFailure } from "./connectivity.ts";
import { leaving } from "./leaving.ts";
import { scope } from "./scope.ts";
import { tellFacts } from "./task_facts.ts";

/** Milliseconds before a skeleton shows: what answers faster should not flicker. */
const SKELETON_AFTER = 150;
/** Milliseconds before a wait explains itself and offers Cancel. */
const SLOW_AFTER = 3000;

/** How long the present load has been waiting: not at all, too short to show, visibly, too long. */
export type Waiting = "no" | "short" | "long" | "slow";

/** What a panel knows of its data. */
export interface ResourceState<T> {
  /** What the data is of; data of anything else is never shown. */
  of?: string;
  data?: T;
  /** Which call the data came from; set when it is complete. */
  meta?: CallMeta;
  /** Why the last load failed; older data may still be there. */
  error?: TaskError;
  /** The last load was stopped by the person or by its deadline. */
  stopped?: "cancelled" | "timedOut";
  waiting: Waiting;
  /** When the present load began. */
  since?: number;
  /** The id of its request, by which the server tells of it. */
  requestId?: string;
}

/** A piece of an answer: the whole value so far, and at its end the facts about the call. */
export interface Loaded<T> {
  data: T;
  meta?: CallMeta | undefined;
}

/** What to ask. */
export interface Ask<T> {
  /** For people: "List queues". */
  name: string;
  /** Tells questions apart: another value drops the data at hand, the same one refreshes it. */
  of: string;
  /** What it is about, for people. */
  target?: string | undefined;
  /** Drops the answer when this is no longer selected. */
  lineage?: Lineage | undefined;
  /** Gives the value as it grows. */
  load(options: WireOptions & TaskContext, before: T | undefined): AsyncIterable<Loaded<T>>;
}

/**
 * Remote data of one panel: newest-only, old data stays while new is on its way, and the wait grows
 * visible in steps. A thin layer over the tab's task scope.
 */
export class Resource<T> {
  /** The state; a component that reads it is drawn again when it changes. */
  readonly state: Signal<ResourceState<T>> = signal<ResourceState<T>>({ waiting: "no" });
  readonly #key: string;
  #ask: Ask<T> | undefined;
  #owed: Ask<T> | undefined;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #unwatch = () => {};

  /** `key` is the middle of the request id: `jobs.list`. */
  constructor(key: string) {
    this.#key = key;
  }

  /** Loads; what is under way for this resource is superseded. */
  ask(ask: Ask<T>): void {
    this.#ask = ask;
    this.#owed = undefined;
    const before = this.state.peek();
    const same = before.of === ask.of;
    this.#set(same ? before : { of: ask.of, waiting: "no" }, {
      waiting: "short",
      since: Date.now(),
      stopped: undefined,
    });
    this.#clearTimers();
    this.#timers = [
      setTimeout(() => this.#wait("long"), SKELETON_AFTER),
      setTimeout(() => this.#wait("slow"), SLOW_AFTER),
    ];
    // Pages of a refresh stay out of sight until all are there, or the list would shrink and grow.
    const whole = same && before.meta !== undefined;
    const task = scope.start<void, unknown, Loaded<T>>(
      ask.name,
      (context) => ask.load({ ...context, lineage: ask.lineage }, same ? before.data : undefined),
      {
        key: this.#key,
        target: ask.target,
        lineage: ask.lineage,
        onChunk: ({ data, meta }) => {
          if (meta) tellFacts(task, { meta });
          if (meta || !whole) this.#set(this.state.peek(), { data, ...(meta && { meta }) });
        },
        onSettled: (outcome) => this.#settled(ask, outcome),
      },
    );
    if (!task.settled) this.#set(this.state.peek(), { requestId: task.requestId });
    tellFacts(task, {
      retry: () => this.refresh(ask),
      reload: () => this.#ask === ask && this.ask(ask),
      meta: same ? before.meta : undefined,
    });
  }

  /**
   * Loads what may have changed. If the same question is under way, it is asked once more after its
   * end: changes that come faster than answers would else supersede every one of them. Asked under
   * something else it is another question, which nobody waits to ask.
   */
  refresh(ask: Ask<T>): void {
    const { of, waiting } = this.state.peek();
    const isUnderWay = waiting !== "no" && of === ask.of &&
      sameLineage(this.#ask?.lineage ?? [], ask.lineage ?? []);
    if (isUnderWay) this.#owed = ask;
    else this.ask(ask);
  }

  /** Asks the same again. */
  reload(): void {
    if (this.#ask) this.refresh(this.#ask);
  }

  /** Stops the load under way; the data at hand stays. */
  cancel(): void {
    scope.cancel(this.#key, "user");
  }

  /** Changes the data at hand, for what is known before the server tells it. */
  patch(change: (data: T) => T): void {
    const state = this.state.peek();
    if (state.data !== undefined) this.#set(state, { data: change(state.data) });
  }

  /** Forgets everything and stops what is under way. */
  clear(): void {
    this.#ask = undefined;
    this.#owed = undefined;
    this.#clearTimers();
    this.#unwatch();
    scope.cancel(this.#key, "navigated");
    if (this.state.peek().of !== undefined) this.state.value = { waiting: "no" };
  }

  #settled(ask: Ask<T>, outcome: Outcome<void>): void {
    // Superseded by a newer question of this very resource: that one has its own timers.
    if (this.#ask !== ask || scope.current(this.#key)) return;
    // The panel keeps its look until the page is gone; if it stays, this is asked again.
    if (outcome.status === "cancelled" && leaving.peek() && outcome.reason === "navigated") return;
    this.#clearTimers();
    const state: ResourceState<T> = { ...this.state.peek(), waiting: "no" };
    delete state.since;
    delete state.requestId;
    if (outcome.status === "succeeded") delete state.error;
    if (outcome.status === "failed") {
      state.error = outcome.error;
      noticeFailure(outcome.error);
      this.#retryOnComeback();
    }
    if (outcome.status === "timedOut") state.stopped = "timedOut";
    if (outcome.status === "cancelled" && outcome.reason === "user") state.stopped = "cancelled";
    this.state.value = state;
    const owed = this.#owed;
    this.#owed = undefined;
    // What a person stopped stays so; an answer that failed or was not wanted is no answer.
    if (owed && outcome.status !== "cancelled") this.ask(owed);
  }

  #retryOnComeback(): void {
    this.#unwatch();
    const seen = comebacks.peek();
    this.#unwatch = comebacks.subscribe((count) => {
      if (count === seen) return;
      this.#unwatch();
      if (this.state.peek().error) this.reload();
    });
  }

  #wait(waiting: Waiting): void {
    this.#set(this.state.peek(), { waiting });
  }

  #set(state: ResourceState<T>, change: Partial<ResourceState<T>>): void {
    this.state.value = { ...state, ...change };
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}

/**
 * A resource that lives as long as the component. It asks when what it asks for changes, and again
 * when `refresh` does; without an `ask` it is empty.
 */
export function useResource<T>(
  key: string,
  ask: Ask<T> | undefined,
  refresh: number | string = 0,
): Resource<T> {
  const resource = useMemo(() => new Resource<T>(key), [key]);
  useEffect(() => {
    if (ask) resource.refresh(ask);
    else resource.clear();
  }, [resource, ask?.of, refresh]);
  useEffect(() => () => resource.clear(), [resource]);
  return resource;
}
