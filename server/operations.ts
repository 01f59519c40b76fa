import type { CallOptions } from "@deadline/client/session";
import {
  type Effect,
  linkSignal,
  type Outcome,
  type TaskContext,
  TaskError,
  TaskScope,
} from "@deadline/client/task";
import { problemOf } from "@deadline/client/wire";
import type { OperationQuestion, OperationState } from "./contract.ts";
import { upstream } from "./failure.ts";

/** How many ended operations are kept. */
const HISTORY = 50;
/** How many lines of its log an operation keeps; the oldest make room. */
const LOG_LINES = 500;

/** What an operation can say of itself while it runs. */
export interface OperationContext extends Pick<TaskContext, "signal" | "effect"> {
  /** Hand it to every library function. */
  readonly call: Pick<CallOptions, "signal" | "onAnswer" | "onRetry">;
  /** Sets what it is at, and how far; shown at most 20 times a second. */
  at(facts: OperationFacts): void;
  /** Adds a line to its log. */
  log(text: string): void;
  /**
   * Asks the people who watch it, and waits for the first answer from any tab.
   *
   * @returns The id of the choice.
   * @throws The signal's reason, if the operation is stopped while it waits.
   */
  ask(question: Omit<OperationQuestion, "id">): Promise<string>;
}

/** What an operation is at, and how far. */
export type OperationFacts = Pick<OperationState, "phase" | "message" | "fraction" | "bars">;

/** What an operation is. */
export type OperationInit = Pick<OperationState, "name" | "kind" | "about">;

/** What an operation does; what it gives is its result. */
export type OperationBody = (context: OperationContext) => Promise<OperationState["result"]>;

interface Entry {
  state: OperationState;
  /** Counts the changes of the state, so that a watcher that comes back knows what it missed. */
  revision: number;
  /** The number of its last change among the changes of all. */
  stamp: number;
  changed: PromiseWithResolvers<void>;
  /** Waits for the answer to the question that is open. */
  answer: ((choice: string) => void) | undefined;
  cancel(): void;
}

/** A state of an operation, and the number by which to go on from it. */
export interface OperationEvent {
  revision: number;
  state: OperationState;
}

/**
 * Long changes that live in the server: started once, watched from any tab, again after a reload,
 * and cancelled from any of them. Those that ended are kept for a while.
 */
export class Operations {
  readonly #scope = new TaskScope({ name: "operations" });
  readonly #entries = new Map<string, Entry>();
  #changes = 0;
  #changed = Promise.withResolvers<void>();

  /** All operations, newest first. */
  get states(): OperationState[] {
    return [...this.#entries.values()].map(({ state }) => state).reverse();
  }

  /** The operation with this id. */
  get(id: string): OperationState | undefined {
    return this.#entries.get(id)?.state;
  }

  /** Starts an operation and gives its id. */
  start(init: OperationInit, body: OperationBody): string {
    const id = crypto.randomUUID();
    const state: OperationState = {
      ...init,
      id,
      status: "running",
      startedAt: new Date().toISOString(),
      log: [],
    };
    const changed = Promise.withResolvers<void>();
    const entry: Entry = {
      state,
      revision: 1,
      stamp: 0,
      changed,
      answer: undefined,
      cancel() {},
    };
    this.#entries.set(id, entry);
    this.#tell(entry);
    let facts: OperationFacts = {};
    const task = this.#scope.start<OperationState["result"], OperationFacts>(
      init.name,
      ({ signal, effect, progress }) =>
        body({
          signal,
          effect,
          call: { signal },
          // Each report carries all that holds: of several in a row only the last is shown.
          at: (news) => progress(facts = { ...facts, ...news }),
          log: (text) => this.#log(entry, text),
          ask: (question) => this.#ask(entry, question, signal),
        }),
      {
        onProgress: (facts) => this.#change(entry, facts),
        onSettled: (outcome) => this.#end(entry, outcome),
      },
    );
    entry.cancel = () => task.cancel("user");
    this.#forgetOldest();
    return id;
  }

  /** Cancels an operation; one that has ended stays as it is. */
  cancel(id: string): OperationState | undefined {
    this.#entries.get(id)?.cancel();
    return this.get(id);
  }

  /**
   * Answers the question that an operation waits with; gives undefined if there is no such operation.
   *
   * @throws {TaskError} with status 409 if that question is not open (any more), 400 if it has no such
   * choice.
   */
  answer(id: string, question: string, choice: string): OperationState | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    if (!entry.answer || entry.state.question?.id !== question) {
      throw new TaskError("This question is not open any more", { code: "Answered", status: 409 });
    }
    if (!entry.state.question.choices.some((one) => one.id === choice)) {
      throw new TaskError(`The question has no choice "${choice}"`, {
        code: "BadRequest",
        status: 400,
      });
    }
    entry.answer(choice);
    return entry.state;
  }

  /**
   * Gives the state of an operation now, unless it is still that of `after`, and then whenever it
   * changes, until it has ended. States that a slow reader missed are skipped; the last never is.
   */
  async *watch(id: string, signal: AbortSignal, after = 0): AsyncGenerator<OperationEvent> {
    const entry = this.#entries.get(id);
    for (let seen = after; entry && !signal.aborted;) {
      if (entry.revision !== seen) {
        seen = entry.revision;
        yield { revision: seen, state: entry.state };
      } else if (entry.state.status !== "running") return;
      else await settledOrAborted(entry.changed.promise, signal);
    }
  }

  /**
   * Gives all operations at once, and then those that changed, whenever some did. States that a slow
   * reader missed are skipped; the last never is.
   */
  async *watchAll(signal: AbortSignal): AsyncGenerator<OperationState[]> {
    yield this.states;
    for (let seen = this.#changes; !signal.aborted;) {
      const after = seen;
      const news = [...this.#entries.values()].filter(({ stamp }) => stamp > after);
      seen = this.#changes;
      if (news.length > 0) yield news.map(({ state }) => state);
      else await settledOrAborted(this.#changed.promise, signal);
    }
  }

  /** Stops everything that runs. */
  async close(): Promise<void> {
    await this.#scope.close();
  }

  #change(entry: Entry, facts: Partial<OperationState>): void {
    if (entry.state.status !== "running") return;
    entry.state = { ...entry.state, ...facts };
    entry.revision++;
    const { resolve } = entry.changed;
    entry.changed = Promise.withResolvers();
    resolve();
    this.#tell(entry);
  }

  #tell(entry: Entry): void {
    entry.stamp = ++this.#changes;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }

  async #ask(
    entry: Entry,
    question: Omit<OperationQuestion, "id">,
    signal: AbortSignal,
  ): Promise<string> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const unlink = linkSignal(signal, reject);
    const close = () => {
      entry.answer = undefined;
      this.#change(entry, { question: undefined });
    };
    // Closed with the answer, not after it: a second answer must not be taken for one.
    entry.answer = (choice) => {
      close();
      resolve(choice);
    };
    this.#change(entry, { question: { ...question, id: crypto.randomUUID() } });
    try {
      return await promise;
    } finally {
      unlink();
      if (signal.aborted) close();
    }
  }

  #log(entry: Entry, text: string): void {
    const line = { at: new Date().toISOString(), text };
    this.#change(entry, { log: [...entry.state.log, line].slice(-LOG_LINES) });
  }

  #end(entry: Entry, outcome: Outcome<OperationState["result"]>) {
    const endedAt = new Date().toISOString();
    entry.answer = undefined;
    if (entry.state.question) this.#change(entry, { question: undefined });
    switch (outcome.status) {
      case "succeeded":
        return this.#change(entry, {
          status: "succeeded",
          endedAt,
          fraction: 1,
          ...(outcome.value ? { result: outcome.value } : {}),
        });
      case "failed":
        return this.#change(entry, {
          status: "failed",
          endedAt,
          problem: problemOf(upstream(outcome.error)),
          ...effectOf(outcome.effect),
        });
      default:
        return this.#change(entry, { status: "cancelled", endedAt, ...effectOf(outcome.effect) });
    }
  }

  #forgetOldest(): void {
    const ended = [...this.#entries].filter(([, { state }]) => state.status !== "running");
    for (const [id] of ended.slice(0, Math.max(0, ended.length - HISTORY))) {
      this.#entries.delete(id);
    }
  }
}

function effectOf(effect: Effect): Pick<OperationState, "effect"> {
  return effect === "none" ? {} : { effect };
}

async function settledOrAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const unlink = linkSignal(signal, () => resolve());
  await Promise.race([promise, aborted]);
  unlink();
}
