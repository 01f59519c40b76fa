import { searchJobs } from "@deadline/client";
import type { Session } from "@deadline/client/session";
import { linkSignal, sleep, Stopped } from "@deadline/client/task";
import { type Problem, problemOf } from "@deadline/client/wire";
import { upstream } from "./failure.ts";
import type { ServerEvent } from "./sse.ts";

/** What a queue looked like at one poll. */
export interface Glance {
  /** Equal for two looks at the same state. */
  fingerprint: string;
  /** Whether anything is under way, so that looking often is worth it. */
  busy: boolean;
}

/** Looks at a queue: one upstream call. */
export type Look = (
  target: { farmId: string; queueId: string },
  options: { signal: AbortSignal },
) => Promise<Glance>;

/** Milliseconds between polls: at first and while things change, at most when quiet, after errors. */
const INTERVALS = { busy: 1_000, quiet: 15_000, failing: 30_000 } as const;
/** How much longer each quiet wait is than the one before. */
const SLOWER = 1.5;

interface Poll {
  readonly controller: AbortController;
  readonly listeners: Set<(event: ServerEvent) => void>;
  revision: number;
}

/**
 * One poll for all who look at the same queue. It is quick while things change, slows down when
 * they do not, backs off when the farm does not answer, and stops with the last who looks.
 */
export class LivePolls {
  readonly #look: Look;
  readonly #polls = new Map<string, Poll>();

  /** Polls through the session of the moment, or whatever `look` does. */
  constructor(session: () => Session, look: Look = lookAtJobs(session)) {
    this.#look = look;
  }

  /** How many queues are polled. */
  get size(): number {
    return this.#polls.size;
  }

  /** Events of one queue: `changed` with a revision when its jobs changed, else `tick`. */
  async *watch(
    target: { farmId: string; queueId: string },
    signal: AbortSignal,
  ): AsyncGenerator<ServerEvent> {
    const waiting: ServerEvent[] = [];
    let wake = Promise.withResolvers<void>();
    const listener = (event: ServerEvent) => {
      // Who reads slowly needs only the newest of each kind.
      const kept = waiting.filter(({ event: kind }) => kind !== event.event);
      waiting.splice(0, waiting.length, ...kept, event);
      wake.resolve();
    };
    const unlink = linkSignal(signal, () => wake.resolve());
    const leave = this.#join(target, listener);
    try {
      while (!signal.aborted) {
        const event = waiting.shift();
        if (event) yield event;
        else {
          wake = Promise.withResolvers();
          if (!signal.aborted) await wake.promise;
        }
      }
    } finally {
      unlink();
      leave();
    }
  }

  /** Ends all polls. */
  close(): void {
    for (const { controller } of this.#polls.values()) controller.abort(new Stopped("closed"));
    this.#polls.clear();
  }

  #join(
    target: { farmId: string; queueId: string },
    listener: (event: ServerEvent) => void,
  ): () => void {
    const key = `${target.farmId}/${target.queueId}`;
    let poll = this.#polls.get(key);
    if (!poll) {
      poll = { controller: new AbortController(), listeners: new Set(), revision: 0 };
      this.#polls.set(key, poll);
      this.#run(target, poll).catch(() => {});
    }
    const joined = poll;
    joined.listeners.add(listener);
    return () => {
      joined.listeners.delete(listener);
      if (joined.listeners.size > 0) return;
      joined.controller.abort(new Stopped("navigated", "nobody looks any more"));
      if (this.#polls.get(key) === joined) this.#polls.delete(key);
    };
  }

  /** Polls until it is stopped; rejects with the reason. */
  async #run(target: { farmId: string; queueId: string }, poll: Poll): Promise<never> {
    const { signal } = poll.controller;
    let seen: string | undefined;
    for (let interval: number = INTERVALS.busy;;) {
      try {
        const { fingerprint, busy } = await this.#look(target, { signal });
        const changed = seen !== undefined && seen !== fingerprint;
        seen = fingerprint;
        if (changed) poll.revision++;
        interval = changed || busy ? INTERVALS.busy : Math.min(interval * SLOWER, INTERVALS.quiet);
        tell(poll, changed ? "changed" : "tick");
      } catch (error) {
        signal.throwIfAborted();
        interval = Math.min(interval * 2, INTERVALS.failing);
        tell(poll, "tick", problemOf(upstream(error)));
      }
      await sleep(interval, { signal });
    }
  }
}

function tell({ listeners, revision }: Poll, event: "changed" | "tick", problem?: Problem): void {
  const at = new Date().toISOString();
  for (const listener of listeners) listener({ event, data: { revision, at, problem } });
}

const AT_WORK = new Set(["RUNNING", "STARTING", "ASSIGNED", "SCHEDULED", "INTERRUPTING", "READY"]);

/** Looks at the jobs that changed last; whatever happens to a job puts it there. */
function lookAtJobs(session: () => Session): Look {
  return async ({ farmId, queueId }, { signal }) => {
    const sort = [{ field: "updatedAt", descending: true }];
    const page = await searchJobs(
      { farmId, queueIds: [queueId], sort, pageSize: 50 },
      { session: session(), signal },
    );
    const fingerprint = JSON.stringify([page.totalResults, page.items]);
    return { fingerprint, busy: page.items.some((job) => AT_WORK.has(job.taskRunStatus ?? "")) };
  };
}
