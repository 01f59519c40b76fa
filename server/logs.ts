import { followSessionLogs, getSessionLogs, type LogEvent } from "@deadline/client";
import { TaskError } from "@deadline/client/task";
import type { LogLine } from "./contract.ts";
import { idsOf } from "./ids.ts";
import type { Ask } from "./ask.ts";

/** Lines a call; CloudWatch gives at most ten thousand. */
const PAGE = 1_000;

/**
 * The log of a session from its beginning, lines numbered from 1. Lines up to `after` are left out.
 * With `follow=1` and `job` the stream stays open until the session has ended.
 */
export async function* logPages(
  { params, query, call }: Pick<Ask, "params" | "query" | "call">,
): AsyncGenerator<LogLine[], void> {
  const after = Number(query.get("after") ?? 0);
  if (!Number.isSafeInteger(after) || after < 0) {
    throw new TaskError(`"${query.get("after")}" is no line number`, {
      code: "BadRequest",
      status: 400,
    });
  }
  const ids = idsOf<"farmId" | "queueId" | "sessionId">({ params });
  const jobId = query.get("job");
  const pages = query.get("follow") === "1" && jobId
    ? followSessionLogs({ ...ids, jobId }, call)
    : wholeLog(ids, call);
  let n = 0;
  for await (const events of pages) {
    const lines = events.map(({ timestamp, message }) => ({
      n: ++n,
      at: timestamp.toISOString(),
      text: message,
    }));
    const fresh = lines.filter((line) => line.n > after);
    if (fresh.length > 0) yield fresh;
  }
}

/** Reads until the service has no more; it gives the same token again then. */
async function* wholeLog(
  ids: { farmId: string; queueId: string; sessionId: string },
  call: Ask["call"],
): AsyncGenerator<LogEvent[], void> {
  let nextToken: string | undefined;
  while (true) {
    const page = await getSessionLogs({ ...ids, nextToken, fromStart: true, limit: PAGE }, call);
    if (page.events.length > 0) yield page.events;
    if (page.nextToken === undefined || page.nextToken === nextToken) return;
    nextToken = page.nextToken;
  }
}
