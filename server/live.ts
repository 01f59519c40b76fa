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
  /** Equal for two looks between which no job came, went or took on another status. */
  statuses: string;
  /** Whether anything is under way, so that looking often is worth it. */
  busy: boolean;
}

/** Looks at a queue: one upstream call. */
export type Look = (
  target: { farmId: string; queueId: string },
  options: { signal: AbortSignal },
) => Promise<Glance>;

/**
 * Milliseconds between polls: at first and right after a change, while jobs are merely at work, at most
 * while each look finds jobs in another status, at most when quiet, after errors.
 */
const INTERVALS = {
  quick: 1_000,
  busy: 1_750,
  stormy: 6_000,
  quiet: 15_000,
  failing: 30_000,
} as const;
/** How many looks are quick after a change. */
const QUICK_LOOKS = 3;
/** Where statuses change, progress of other jobs is told this much later at most; in milliseconds. */
const PROGRESS_EVERY = 5_000;
/** Milliseconds without a change of a status after which progress is told at each look. */
const CALM_AFTER = 12_000;
/** How much longer a wait of a series is than the one before. */
const SLOWER = 1.5;

interface Poll {
  readonly controller: AbortController;
  readonly listeners: Set<(event: ServerEvent) => void>;
  revision: number;
  /** The mark of the last change of a status. */
  statuses: number;
  /** Looks at once instead of waiting, and often for a while. */
  hurry(): void;
}

/**
 * One poll for all who look at the same queue. It is quick right after a change, slower while jobs are
 * merely at work, and ever slower when nothing happens or so much that each look finds something, since
 * each change makes every panel read anew. It backs off when the farm does not answer, and stops with
 * the last who looks.
 */
export class LivePolls {
  readonly #look: Look;
  readonly #polls = new Map<string, Poll>();
  /** Counts changes of a status in all queues, so that a mark is never given twice. */
  #marks = 0;

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

  /** Has whoever looks at the queue see soon what has just been changed there. */
  hurry({ farmId, queueId }: { farmId: string; queueId: string }): void {
    this.#polls.get(`${farmId}/${queueId}`)?.hurry();
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
      poll = {
        controller: new AbortController(),
        listeners: new Set(),
        revision: 0,
        statuses: 0,
        hurry() {},
      };
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
    const pace = new Pace();
    let seen: Glance | undefined;
    let told: string | undefined;
    let toldAt = 0;
    let turnedAt = 0;
    while (true) {
      try {
        const glance = await this.#look(target, { signal });
        const now = Date.now();
        const turned = seen !== undefined && seen.statuses !== glance.statuses;
        pace.saw({ changed: seen?.fingerprint !== glance.fingerprint, turned, busy: glance.busy });
        seen = glance;
        told ??= glance.fingerprint;
        if (turned) {
          poll.statuses = ++this.#marks;
          turnedAt = now;
        }
        const isDue = turned || now - turnedAt >= CALM_AFTER || now - toldAt >= PROGRESS_EVERY;
        if (told === glance.fingerprint || !isDue) tell(poll, "tick");
        else {
          poll.revision++;
          told = glance.fingerprint;
          toldAt = now;
          tell(poll, "changed");
        }
      } catch (error) {
        signal.throwIfAborted();
        pace.failed();
        tell(poll, "tick", problemOf(upstream(error)));
      }
      await rest(poll, pace);
    }
  }
}

/** Waits until the next look is due, or somebody is in a hurry. */
async function rest(poll: Poll, pace: Pace): Promise<void> {
  const { signal } = poll.controller;
  const waiting = new AbortController();
  const unlink = linkSignal(signal, () => waiting.abort());
  poll.hurry = () => {
    pace.hurry();
    waiting.abort();
  };
  try {
    await sleep(pace.interval, { signal: waiting.signal });
  } catch {
    signal.throwIfAborted();
  } finally {
    unlink();
    poll.hurry = () => pace.hurry();
  }
}

/** How long to wait between two looks, by what the looks before have seen. */
class Pace {
  interval: number = INTERVALS.quick;
  #quick = 0;
  /** Looks in a row that found jobs in another status. */
  #storm = 0;

  /** The next looks are quick. */
  hurry(): void {
    this.#quick = QUICK_LOOKS;
    this.#storm = 0;
  }

  saw({ changed, turned, busy }: { changed: boolean; turned: boolean; busy: boolean }): void {
    this.#storm = turned ? this.#storm + 1 : 0;
    // Progress of what runs is no reason to hurry: there is always some.
    if (turned || (changed && !busy)) this.#quick = QUICK_LOOKS;
    const quick = this.#quick-- > 0;
    if (this.#storm > QUICK_LOOKS) this.#slowDown(INTERVALS.stormy);
    else if (quick) this.interval = INTERVALS.quick;
    else if (busy) this.interval = INTERVALS.busy;
    else this.#slowDown(INTERVALS.quiet);
  }

  failed(): void {
    this.interval = Math.min(this.interval * 2, INTERVALS.failing);
  }

  #slowDown(limit: number): void {
    this.interval = Math.min(this.interval * SLOWER, limit);
  }
}

function tell(
  { listeners, revision, statuses }: Poll,
  event: "changed" | "tick",
  problem?: Problem,
): void {
  const at = new Date().toISOString();
  for (const listener of listeners) listener({ event, data: { revision, statuses, at, problem } });
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
    const { totalResults, items } = page;
    const statuses = items.map(({ jobId, taskRunStatus, lifecycleStatus }) =>
      `${jobId} ${taskRunStatus} ${lifecycleStatus}`
    );
    return {
      fingerprint: JSON.stringify([totalResults, items]),
      // What only moved to the top of the list has the status that it had.
      statuses: JSON.stringify([totalResults, statuses.sort()]),
      busy: items.some((job) => AT_WORK.has(job.taskRunStatus ?? "")),
    };
  };
}
