import { followSessionLogs } from "../../api/follow_session_logs.ts";
import { getJob } from "../../api/jobs.ts";
import { getSessionLogs, type LogEvent } from "../../api/logs.ts";
import { getSessionAction, sessionIdOfAction } from "../../api/session_actions.ts";
import { getSession, listSessions } from "../../api/sessions.ts";
import type { SessionSummary } from "../../api/shapes.ts";
import type { JobIds } from "../../api/wait_for_job.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { type TimestampFormatter, timestampFormatter } from "../timestamps.ts";

/** Shows the log of a session of a job. */
export async function run(context: Context): Promise<void> {
  const { args } = context;
  const ids = await context.jobIds();
  const calls = await context.calls();
  const job = await getJob(ids, calls);
  const sessionId = await findSession(context, ids);
  const { start, end, origin } = await findRange(context, ids, sessionId);
  const format = timestampFormatter(args.text("timestamp-format") ?? "utc", origin ?? new Date());
  if (args.flag("follow")) {
    const input = { ...ids, sessionId, startTime: start };
    for await (const events of followSessionLogs(input, calls)) tell(context, events, format);
    return;
  }
  const { farmId, queueId, jobId } = ids;
  if (!context.speaksJson) {
    const where = `log group /aws/deadline/${farmId}/${queueId}`;
    context.say(`Retrieving logs for session ${sessionId} from ${where}...`);
    context.say(`Job ID: ${jobId}\nJob Name: ${job.name}\n`);
  }
  const page = await getSessionLogs({
    farmId,
    queueId,
    sessionId,
    limit: args.number("limit"),
    startTime: start,
    endTime: end,
    nextToken: args.text("next-token"),
  }, calls);
  if (context.speaksJson) {
    const events = page.events.map(({ timestamp, message }) => ({
      timestamp: format(timestamp),
      message,
    }));
    return context.say(JSON.stringify(
      {
        jobId,
        jobName: job.name,
        events,
        count: events.length,
        nextToken: page.nextToken ?? null,
        logGroup: page.logGroup,
        logStream: page.logStream,
      },
      null,
      2,
    ));
  }
  if (page.events.length === 0) return context.say("No logs found for the specified session.");
  tell(context, page.events, format);
  context.say(`\nRetrieved ${page.events.length} log events.`);
}

function tell(context: Context, events: LogEvent[], format: TimestampFormatter): void {
  for (const { timestamp, message } of events) context.say(`[${format(timestamp)}] ${message}`);
}

/** The session asked for, else the one that began last of those going on, else that ended last. */
async function findSession(context: Context, ids: JobIds): Promise<string> {
  const { args } = context;
  const action = args.text("session-action-id");
  const given = args.text("session-id");
  if (action && given && sessionIdOfAction(action) !== given) {
    throw new UsageError(`Session action '${action}' is not one of session '${given}'.`);
  }
  if (given || action) return given ?? sessionIdOfAction(action!);
  const sessions = await listSessions(ids, await context.calls()).toArray();
  if (sessions.length === 0) throw new Error(`No sessions found for job ${ids.jobId}`);
  const running = sessions.filter((session) => !session.endedAt);
  const time = (session: SessionSummary) => (session.endedAt ?? session.startedAt)?.getTime() ?? 0;
  const [latest] = (running.length > 0 ? running : sessions).sort((a, b) => time(b) - time(a));
  return latest.sessionId!;
}

/** The part of the log to show, and the time from which relative times count. */
async function findRange(
  context: Context,
  ids: JobIds,
  sessionId: string,
): Promise<{ start?: Date; end?: Date; origin?: Date }> {
  const [from, to] = [time(context, "start-time"), time(context, "end-time")];
  const calls = await context.calls();
  const sessionActionId = context.args.text("session-action-id");
  if (!sessionActionId) {
    const { startedAt } = await getSession({ ...ids, sessionId }, calls);
    return { start: from, end: to, origin: startedAt };
  }
  const { startedAt, endedAt } = await getSessionAction({ ...ids, sessionActionId }, calls);
  if (!startedAt) throw new Error(`Session action '${sessionActionId}' has not started yet`);
  // CloudWatch leaves out lines of the very end time, so the last millisecond is taken in.
  const last = endedAt && new Date(endedAt.getTime() + 1);
  return { start: later(from, startedAt), end: earlier(to, last), origin: startedAt };
}

function time(context: Context, option: string): Date | undefined {
  const text = context.args.text(option);
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    throw new UsageError(`Invalid value for '--${option}': '${text}' is not a time.`);
  }
  return date;
}

function later(a: Date | undefined, b: Date): Date {
  return a && a > b ? a : b;
}

function earlier(a: Date | undefined, b: Date | undefined): Date | undefined {
  return a && b ? (a < b ? a : b) : a ?? b;
}
