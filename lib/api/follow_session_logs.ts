import type { CallOptions } from "../session/call.ts";
import { type Clock, sleep } from "../task/mod.ts";
import { getSessionLogs, type LogEvent } from "./logs.ts";
import { getSession } from "./sessions.ts";

/** Input of {@linkcode followSessionLogs}. */
export interface FollowSessionLogsInput {
  /** The farm. */
  farmId: string;
  /** The queue that the job is in. */
  queueId: string;
  /** The job that the session belongs to. */
  jobId: string;
  /** The session. */
  sessionId: string;
  /** Only lines from this time on; all, unless given. */
  startTime?: Date | undefined;
}

/** Options for {@linkcode followSessionLogs}. */
export interface FollowSessionLogsOptions extends CallOptions {
  /**
   * Milliseconds until the next look after new lines came; doubles while nothing comes.
   *
   * @default {250}
   */
  minInterval?: number | undefined;
  /**
   * Milliseconds between two looks at most.
   *
   * @default {5_000}
   */
  maxInterval?: number | undefined;
  /** The clock to wait on; the platform's unless given. */
  clock?: Clock | undefined;
}

/** Lines that arrive late are waited for: this many looks in a row must find nothing. */
const EMPTY_LOOKS_AT_END = 2;

/**
 * Reads the log of a session from its beginning and goes on as it grows, some lines at a time. Ends
 * when the session has ended and its last lines were read. Leaving the loop, or aborting the
 * signal, stops reading; the session itself goes on.
 *
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { followSessionLogs } from "@deadline/client";
 *
 * const ids = { farmId: "farm-...", queueId: "queue-...", jobId: "job-...", sessionId: "session-..." };
 * for await (const events of followSessionLogs(ids)) {
 *   for (const event of events) console.log(event.message);
 * }
 * ```
 */
export async function* followSessionLogs(
  input: FollowSessionLogsInput,
  options: FollowSessionLogsOptions = {},
): AsyncGenerator<LogEvent[], void, undefined> {
  const { minInterval = 250, maxInterval = 5_000, clock, ...calls } = options;
  let nextToken: string | undefined;
  let interval = minInterval;
  let emptyLooks = 0;
  while (true) {
    const page = await getSessionLogs(
      { ...input, nextToken, fromStart: true, limit: 1_000 },
      calls,
    );
    nextToken = page.nextToken;
    if (page.events.length > 0) {
      yield page.events;
      [interval, emptyLooks] = [minInterval, 0];
      continue;
    }
    const session = await getSession(input, calls);
    const ended = session.endedAt !== undefined || session.lifecycleStatus === "ENDED";
    if (ended && ++emptyLooks >= EMPTY_LOOKS_AT_END) return;
    await sleep(ended ? minInterval : interval, { signal: calls.signal, clock });
    interval = Math.min(interval * 2, maxInterval);
  }
}
