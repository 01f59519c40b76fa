import { DeadlineError } from "../errors/mod.ts";
import { call, type CallOptions } from "../session/call.ts";
import { type FarmRole, roleSession } from "../session/role_session.ts";
import { defaultSession, type Session } from "../session/session.ts";

/** One line of a log. */
export interface LogEvent {
  /** When it was written. */
  timestamp: Date;
  /** The line, without white space at its end. */
  message: string;
}

/** A part of a log. */
export interface LogPage {
  /** The lines, oldest first. */
  events: LogEvent[];
  /** Continues after the last line; the log may have grown by then, so there always is one. */
  nextToken?: string | undefined;
  /** The CloudWatch log group. */
  logGroup: string;
  /** The CloudWatch log stream. */
  logStream: string;
}

/** Which part of a log to read. */
export interface LogRange {
  /**
   * How many lines at most, up to 10,000.
   *
   * @default {100}
   */
  limit?: number | undefined;
  /** Only lines from this time on. */
  startTime?: Date | undefined;
  /** Only lines before this time. */
  endTime?: Date | undefined;
  /** Continues where a page ended: its `nextToken`. */
  nextToken?: string | undefined;
  /**
   * Whether to begin with the oldest lines rather than with the newest.
   *
   * @default {false}
   */
  fromStart?: boolean | undefined;
}

/** Input of {@linkcode getSessionLogs}. */
export interface SessionLogsInput extends LogRange {
  /** The farm. */
  farmId: string;
  /** The queue that the session's job is in. */
  queueId: string;
  /** The session. */
  sessionId: string;
}

/** Input of {@linkcode getWorkerLogs}. */
export interface WorkerLogsInput extends LogRange {
  /** The farm. */
  farmId: string;
  /** The fleet of the worker. */
  fleetId: string;
  /** The worker. */
  workerId: string;
}

/** Reads the log of a session. A log that does not exist yet counts as an empty one. */
export function getSessionLogs(
  input: SessionLogsInput,
  options: CallOptions = {},
): Promise<LogPage> {
  const { farmId, queueId, sessionId } = input;
  const role: FarmRole = { role: "AssumeQueueRoleForRead", farmId, queueId };
  return readLog(`/aws/deadline/${farmId}/${queueId}`, sessionId, role, input, options);
}

/** Reads the log of a worker. A log that does not exist yet counts as an empty one. */
export function getWorkerLogs(
  input: WorkerLogsInput,
  options: CallOptions = {},
): Promise<LogPage> {
  const { farmId, fleetId, workerId } = input;
  const role: FarmRole = { role: "AssumeFleetRoleForRead", farmId, fleetId };
  return readLog(`/aws/deadline/${farmId}/${fleetId}`, workerId, role, input, options);
}

/** Users of Deadline Cloud monitor may read logs only with the role of the queue or fleet. */
async function readerSession(session: Session, role: FarmRole): Promise<Session> {
  return await session.principalId() === undefined ? session : roleSession(session, role);
}

async function readLog(
  logGroup: string,
  logStream: string,
  role: FarmRole,
  range: LogRange,
  options: CallOptions,
): Promise<LogPage> {
  const { limit = 100, startTime, endTime, nextToken, fromStart = false } = range;
  options.signal?.throwIfAborted();
  const session = await readerSession(options.session ?? defaultSession(), role);
  try {
    const output = await call("logs", "GetLogEvents", {
      logGroupName: logGroup,
      logStreamName: logStream,
      limit,
      startFromHead: fromStart,
      ...(startTime ? { startTime: startTime.getTime() } : {}),
      ...(endTime ? { endTime: endTime.getTime() } : {}),
      ...(nextToken ? { nextToken } : {}),
    }, { ...options, session });
    const events = (output.events ?? []).map(({ timestamp, message }) => ({
      timestamp: new Date(timestamp ?? 0),
      message: (message ?? "").trimEnd(),
    }));
    return { events, nextToken: output.nextForwardToken, logGroup, logStream };
  } catch (error) {
    if (error instanceof DeadlineError && error.code === "ResourceNotFoundException") {
      return { events: [], nextToken, logGroup, logStream };
    }
    throw error;
  }
}
