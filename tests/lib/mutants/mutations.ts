/** One mechanism taken out, and the promise that must be seen to break. */
export interface Mutation {
  /** What is taken out. */
  readonly name: string;
  /** The file below `lib/`. */
  readonly file: string;
  /** The text that holds the promise; it occurs once. */
  readonly text: string;
  /** What stands there instead. */
  readonly instead: string;
  /** How the names of the tests begin that must fail, at least one of them. */
  readonly breaks: readonly string[];
}

const INTERLEAVINGS = "in ";
const NETWORK = "over a network";

/** Every promise of the task layer without what holds it. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: "the client's fence: a newer task no longer ends the older one",
    file: "task/scope.ts",
    text: `older?.cancel("superseded");`,
    instead: "",
    breaks: ["T1", INTERLEAVINGS, NETWORK],
  },
  {
    name: "the server's fence: an older request that arrives late is let in",
    file: "wire/fence.ts",
    text: `if (before && before.seq >= id.seq) {`,
    instead: "if (false) {",
    breaks: [NETWORK],
  },
  {
    name: "the server's fence: a newer request no longer aborts the older one",
    file: "wire/fence.ts",
    text: `before?.controller?.abort(new Stopped("superseded"));`,
    instead: "",
    breaks: [NETWORK],
  },
  {
    name: "the lineage check at delivery",
    file: "task/task.ts",
    text: `if (this.#host.isCurrent(this.#options.lineage)) return true;`,
    instead: "return true;",
    breaks: ["T10", INTERLEAVINGS, NETWORK],
  },
  {
    name: "the comparison of lineages",
    file: "task/lineage.ts",
    text: `return asked.every((level, depth) => level === current[depth]);`,
    instead: "return true;",
    breaks: ["T10", INTERLEAVINGS, NETWORK],
  },
  {
    name: "the abort that goes down with a stop",
    file: "task/task.ts",
    text: `this.#controller.abort(stopped);`,
    instead: "",
    breaks: ["T2"],
  },
  {
    name: "settling without waiting for the body",
    file: "task/task.ts",
    text: `#stop(stopped: Stopped): void {\n    if (this.#settled) return;`,
    instead: `async #stop(stopped: Stopped): Promise<void> {\n    if (this.#settled) return;
    this.#controller.abort(stopped);
    await this.finished;`,
    breaks: ["T2"],
  },
  {
    name: "settling once",
    file: "task/task.ts",
    text: `#stop(stopped: Stopped): void {\n    if (this.#settled) return;`,
    instead: `#stop(stopped: Stopped): void {\n    this.#settled = undefined;`,
    breaks: ["T3", INTERLEAVINGS],
  },
  {
    name: "showing what failed",
    file: "task/task.ts",
    text: `if (outcome.status === "failed") this.#call(onError, outcome.error);`,
    instead: "",
    breaks: ["T4"],
  },
  {
    name: "telling being stopped from having failed",
    file: "task/task.ts",
    text: `if (error instanceof Stopped) return this.#stop(error);`,
    instead: "",
    breaks: ["T4"],
  },
  {
    name: "stopping the tasks of a scope that closes",
    file: "task/scope.ts",
    text: `this.cancel(undefined, reason);`,
    instead: "",
    breaks: ["T5", INTERLEAVINGS],
  },
  {
    name: "holding progress back",
    file: "task/coalesce.ts",
    text: `if (wait <= 0 || wait > interval) flush();`,
    instead: "if (true) flush();",
    breaks: ["T6"],
  },
  {
    name: "the last progress before the result",
    file: "task/task.ts",
    text: `outcome.status === "failed") this.#coalescer.flush();`,
    instead: `outcome.status === "failed") this.#coalescer.stop();`,
    breaks: ["T6"],
  },
  {
    name: "the abort of a wait for a retry",
    file: "task/retry.ts",
    text: `linkSignal(signal, reject);`,
    instead: "() => {};",
    breaks: ["T7"],
  },
  {
    name: "retrying only what may go away",
    file: "task/retry.ts",
    text: `|| !idempotent || !retryable(error)) throw error;`,
    instead: ") throw error;",
    breaks: ["T7"],
  },
  {
    name: "what a stopped change says of its effect",
    file: "task/task.ts",
    text: `effect: (effect) => void (this.#effect = effect),`,
    instead: "effect: () => {},",
    breaks: ["T8"],
  },
  {
    name: "taking the listener off a signal",
    file: "task/link_signal.ts",
    text: `return () => signal.removeEventListener("abort", listener);`,
    instead: "return () => {};",
    breaks: ["T9"],
  },
  {
    name: "taking the timer of a task away",
    file: "task/task.ts",
    text: `if (this.#timer !== undefined) this.#host.clock.clear(this.#timer);`,
    instead: "",
    breaks: ["T9", INTERLEAVINGS],
  },
  {
    name: "sharing a read that is under way",
    file: "task/shared_reads.ts",
    text: `this.#flights.get(key) ?? this.#launch(key, start);`,
    instead: "this.#launch(key, start);",
    breaks: ["T11"],
  },
  {
    name: "counting the observers of a read",
    file: "task/shared_reads.ts",
    text: `if (--flight.observers === 0) this.#land(key, flight);`,
    instead: "this.#land(key, flight);",
    breaks: ["T11"],
  },
  {
    name: "the abort that the last observer leaves behind",
    file: "task/shared_reads.ts",
    text: `flight.controller.abort(`,
    instead: "void (",
    breaks: ["T11"],
  },
  {
    name: "waiting for the reader of a stream",
    file: "task/task.ts",
    text: `await this.#call(this.#options.onChunk, chunk);`,
    instead: "this.#call(this.#options.onChunk, chunk);",
    breaks: ["T12"],
  },
];
