import type { AnswerFacts, CallOptions } from "@deadline/client/session";
import {
  type Effect,
  linkSignal,
  type Outcome,
  type StopReason,
  type TaskContext,
  TaskError,
  TaskScope,
} from "@deadline/client/task";
import { problemOf } from "@deadline/client/wire";
import type { OperationQuestion, OperationState } from "./contract.ts";
import { upstream } from "./failure.ts";
import { settledOrAborted } from "./linked_signal.ts";
import { RetryWaits } from "./retry_waits.ts";

/** How many ended operations are kept. */
const HISTORY = 50;
/** How many lines of its log an operation keeps; the oldest make room. */
const LOG_LINES = 500;

/** What an operation can say of itself while it runs. */
export interface OperationContext extends Pick<TaskContext, "signal" | "effect"> {
  /** Hand it to every library function: its signal, who notes ids of calls, and who tells of retries. */
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
  /** Adds what was found out, also after its end: a line to its log, and what is known by now. */
  learn(text: string, facts?: Pick<OperationState, "effect" | "result">): void;
}

/** What an operation is at, and how far. */
export type OperationFacts = Pick<OperationState, "phase" | "message" | "fraction" | "bars">;

/** What an operation is. */
export type OperationInit = Pick<OperationState, "name" | "kind" | "about" | "meta">;

/** What an operation does; what it gives is its result. It may be run again. */
export type OperationBody = (context: OperationContext) => Promise<OperationState["result"]>;

interface Entry {
  state: OperationState;
  /** The number of its last change among the changes of all. */
  stamp: number;
  /** Waits for the answer to the question that is open. */
  answer: ((choice: string) => void) | undefined;
  cancel(): void;
  again(): string;
  /** What does the same has the same. */
  readonly same: string | undefined;
  /** Whether it goes on with one before it. */
  readonly isAgain: boolean;
}

/** States of operations, and the mark by which to go on from there. */
export interface OperationsEvent {
  mark: string;
  states: OperationState[];
}

/**
 * Long changes that live in the server: started once, watched from any tab, again after a reload,
 * and cancelled from any of them. Those that ended are kept for a while.
 */
export class Operations {
  readonly #scope = new TaskScope({ name: "operations" });
  readonly #entries = new Map<string, Entry>();
  /** Tells marks of this server from those of one before it. */
  readonly #run = crypto.randomUUID().slice(0, 8);
  readonly #retries: RetryWaits;
  #changes = 0;
  #changed = Promise.withResolvers<void>();

  /** Operations whose waits before a retry are told to `retries`, under their own ids. */
  constructor(retries: RetryWaits = new RetryWaits()) {
    this.#retries = retries;
  }

  /** All operations, newest first. */
  get states(): OperationState[] {
    return [...this.#entries.values()].map(({ state }) => state).reverse();
  }

  /** The operation with this id. */
  get(id: string): OperationState | undefined {
    return this.#entries.get(id)?.state;
  }

  /**
   * Starts an operation and gives its id. If the newest with the same `same` ended while its effect is
   * unknown, that one is gone on with, since it knows how to find out.
   */
  start(init: OperationInit, body: OperationBody, options: { same?: string } = {}): string {
    const { same } = options;
    const alike = same === undefined
      ? undefined
      : [...this.#entries.values()].findLast((entry) => entry.same === same);
    const { id, status, effect } = alike?.state ?? {};
    if (status === "running" && alike!.isAgain) return id!;
    if (status !== "running" && effect === "unknown") return this.retry(id!)!;
    return this.#start(init, body, same, false);
  }

  #start(
    init: OperationInit,
    body: OperationBody,
    same: string | undefined,
    isAgain: boolean,
  ): string {
    const id = crypto.randomUUID();
    const state: OperationState = {
      ...init,
      id,
      status: "running",
      startedAt: new Date().toISOString(),
      log: [],
    };
    const entry: Entry = {
      state,
      stamp: 0,
      answer: undefined,
      cancel() {},
      again: () => this.#start(init, body, same, true),
      same,
      isAgain,
    };
    this.#entries.set(id, entry);
    this.#tell(entry);
    const leave = this.#retries.join(id, id);
    let facts: OperationFacts = {};
    const task = this.#scope.start<OperationState["result"], OperationFacts>(
      init.name,
      ({ signal, effect, progress }) =>
        body({
          signal,
          effect,
          call: {
            signal,
            onAnswer: (facts) => this.#note(entry, facts),
            onRetry: (wait) => this.#retries.add(id, wait),
          },
          // Each report carries all that holds: of several in a row only the last is shown.
          at: (news) => progress(facts = { ...facts, ...news }),
          log: (text) => this.#log(entry, text),
          ask: (question) => this.#ask(entry, question, signal),
          learn: (text, facts) => this.#set(entry, { ...facts, log: withLine(entry, text) }),
        }),
      {
        onProgress: (facts) => this.#change(entry, facts),
        onSettled: (outcome) => {
          leave();
          this.#end(entry, outcome);
        },
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
   * Starts the same again with the same input, and gives the id of the new one; undefined if there is
   * none with this id. One that was started again already is never so twice: its newest run counts.
   *
   * @throws {TaskError} with status 409 while it runs, or if it took effect.
   */
  retry(id: string): string | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    const { status, effect, next, name } = entry.state;
    if (next !== undefined && this.get(next)?.status === "running") return next;
    if (next !== undefined && this.#entries.has(next)) return this.retry(next);
    const failed = status === "failed" || (status === "cancelled" && effect !== "applied");
    if (failed && next === undefined) {
      const again = entry.again();
      this.#set(entry, { next: again });
      return again;
    }
    const why = status === "running"
      ? "is still under way"
      : failed
      ? "was started again already"
      : "took effect already";
    throw new TaskError(`"${name}" ${why}`, { code: "Conflict", status: 409 });
  }

  /**
   * Gives all operations at once, or those that changed after the mark `after`, and then those that
   * change, whenever some do. States that a slow reader missed are skipped; the last never is.
   */
  async *watchAll(signal: AbortSignal, after?: string): AsyncGenerator<OperationsEvent> {
    const known = this.#changesAt(after);
    // Taken before anything is given: what changes while the reader looks at it is news.
    let seen = known ?? this.#changes;
    if (known === undefined) yield { mark: this.#mark, states: this.states };
    while (!signal.aborted) {
      const before = seen;
      const news = [...this.#entries.values()].filter(({ stamp }) => stamp > before);
      seen = this.#changes;
      if (news.length > 0) yield { mark: this.#mark, states: news.map(({ state }) => state) };
      else await settledOrAborted(this.#changed.promise, signal);
    }
  }

  /** Stops everything that runs. */
  async close(): Promise<void> {
    await this.#scope.close();
  }

  #change(entry: Entry, facts: Partial<OperationState>): void {
    if (entry.state.status === "running") this.#set(entry, facts);
  }

  #set(entry: Entry, facts: Partial<OperationState>): void {
    entry.state = { ...entry.state, ...facts };
    this.#tell(entry);
  }

  #note(entry: Entry, { operation, awsRequestId, attempts }: AnswerFacts): void {
    const { meta } = entry.state;
    const retries = (meta?.retries ?? 0) + attempts - 1;
    this.#change(entry, {
      meta: {
        ...meta,
        call: operation,
        ...(awsRequestId ? { awsRequestId } : {}),
        ...(retries > 0 ? { retries } : {}),
      },
    });
  }

  get #mark(): string {
    return `${this.#run}-${this.#changes}`;
  }

  /** The number of changes at a mark; undefined for one that this server did not make. */
  #changesAt(mark: string | undefined): number | undefined {
    const [run, changes] = mark?.split("-") ?? [];
    if (run !== this.#run || !/^[0-9]{1,15}$/.test(changes)) return undefined;
    return Number(changes) <= this.#changes ? Number(changes) : undefined;
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
    this.#change(entry, { log: withLine(entry, text) });
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
        return this.#change(entry, {
          status: "cancelled",
          endedAt,
          reason: reasonOf(outcome),
          ...effectOf(outcome.effect),
        });
    }
  }

  #forgetOldest(): void {
    const ended = [...this.#entries].filter(([, { state }]) => state.status !== "running");
    for (const [id] of ended.slice(0, Math.max(0, ended.length - HISTORY))) {
      this.#entries.delete(id);
    }
  }
}

function withLine({ state }: Entry, text: string): OperationState["log"] {
  return [...state.log, { at: new Date().toISOString(), text }].slice(-LOG_LINES);
}

function reasonOf(outcome: Outcome<unknown>): StopReason {
  if (outcome.status === "cancelled") return outcome.reason;
  return outcome.status === "timedOut" ? "timeout" : "superseded";
}

function effectOf(effect: Effect): Pick<OperationState, "effect"> {
  return effect === "none" ? {} : { effect };
}
