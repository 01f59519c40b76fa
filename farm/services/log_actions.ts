import { ServiceError } from "../protocol/errors.ts";
import type { LogEvent, LogPosition, LogStore, LogStream, StoredLogEvent } from "../store/logs.ts";

/** What an action of the log service works with. */
export interface LogContext {
  readonly logs: LogStore;
  readonly now: number;
}

type Body = Readonly<Record<string, unknown>>;
type Action = (body: Body, context: LogContext) => Record<string, unknown>;

const MOST_EVENTS = 10_000;
const MOST_BATCH_BYTES = 1_048_576;
const EVENT_OVERHEAD = 26;
const START: LogPosition = { timestamp: -1, sequence: -1 };
const END: LogPosition = { timestamp: Number.MAX_SAFE_INTEGER, sequence: 0 };

/** The actions of the log service that the farm's clients use, by name. */
export const logActions: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["CreateLogGroup", createLogGroup],
  ["CreateLogStream", createLogStream],
  ["DescribeLogStreams", describeLogStreams],
  ["PutLogEvents", putLogEvents],
  ["GetLogEvents", getLogEvents],
  ["FilterLogEvents", filterLogEvents],
]);

function createLogGroup(body: Body, { logs, now }: LogContext): Record<string, unknown> {
  const name = text(body, "logGroupName");
  if (!logs.createGroup(name, now)) throw alreadyExists("log group");
  return {};
}

function createLogStream(body: Body, { logs, now }: LogContext): Record<string, unknown> {
  const group = existingGroup(body, logs);
  if (!logs.createStream(group, text(body, "logStreamName"), now)) {
    throw alreadyExists("log stream");
  }
  return {};
}

function describeLogStreams(body: Body, { logs }: LogContext): Record<string, unknown> {
  const group = existingGroup(body, logs);
  const limit = count(body, "limit", 50, 50);
  const prefix = body.logStreamNamePrefix === undefined ? "" : text(body, "logStreamNamePrefix");
  const after = body.nextToken === undefined ? "" : readToken<string>(text(body, "nextToken"), "s");
  const found = logs.streams(group, prefix, after, limit + 1);
  const page = found.slice(0, limit);
  return {
    logStreams: page.map((stream) => ({
      logStreamName: stream.name,
      creationTime: stream.created_at,
      firstEventTimestamp: stream.first_event ?? undefined,
      lastEventTimestamp: stream.last_event ?? undefined,
      lastIngestionTime: stream.last_ingestion ?? undefined,
      storedBytes: 0,
    })),
    nextToken: found.length > limit ? makeToken("s", page.at(-1)!.name) : undefined,
  };
}

function putLogEvents(body: Body, { logs, now }: LogContext): Record<string, unknown> {
  const group = existingGroup(body, logs);
  const stream = text(body, "logStreamName");
  const events = body.logEvents;
  if (!Array.isArray(events) || events.length < 1 || events.length > MOST_EVENTS) {
    throw invalidParameter(`logEvents must have 1 to ${MOST_EVENTS} items`);
  }
  let bytes = 0;
  for (const event of events as Partial<LogEvent>[]) {
    if (!Number.isInteger(event?.timestamp) || event.timestamp! < 0) {
      throw invalidParameter("logEvents must have timestamps in milliseconds");
    }
    if (typeof event.message !== "string" || event.message === "") {
      throw invalidParameter("logEvents must have messages of at least one character");
    }
    bytes += new TextEncoder().encode(event.message).length + EVENT_OVERHEAD;
  }
  if (bytes > MOST_BATCH_BYTES) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MOST_BATCH_BYTES}`);
  }
  logs.append(group, stream, events as LogEvent[], now);
  return { nextSequenceToken: String(now) };
}

function getLogEvents(body: Body, { logs }: LogContext): Record<string, unknown> {
  const stream = existingStream(body, logs);
  const range = rangeOf(body);
  const token = body.nextToken === undefined
    ? undefined
    : readToken<LogToken>(text(body, "nextToken"), "e");
  const forward = token === undefined ? body.startFromHead === true : token.forward;
  const from = token?.position ?? (forward ? START : END);
  const events = forward ? logs.after(stream.id, from, range) : logs.before(stream.id, from, range);
  // At either end the token stays the same, which tells the caller that it is there.
  const first = events.at(0) ?? from;
  const last = events.at(-1) ?? from;
  return {
    events: events.map(showEvent),
    nextForwardToken: makeToken("e", { forward: true, position: positionOf(last) }),
    nextBackwardToken: makeToken("e", { forward: false, position: positionOf(first) }),
  };
}

function filterLogEvents(body: Body, { logs }: LogContext): Record<string, unknown> {
  const group = existingGroup(body, logs);
  const range = rangeOf(body);
  const offset = body.nextToken === undefined ? 0 : readToken<number>(text(body, "nextToken"), "f");
  const names = body.logStreamNames as string[] | undefined;
  const pattern = body.filterPattern === undefined ? undefined : plainPattern(body);
  const wanted = { ...range, limit: range.limit + 1 };
  const found = logs.filter(group, names, pattern, wanted, offset);
  const page = found.slice(0, range.limit);
  return {
    events: page.map((event) => ({
      ...showEvent(event),
      logStreamName: event.stream,
      eventId: `${event.timestamp}/${event.stream}/${event.sequence}`,
    })),
    searchedLogStreams: [],
    nextToken: found.length > range.limit ? makeToken("f", offset + range.limit) : undefined,
  };
}

interface LogToken {
  readonly forward: boolean;
  readonly position: LogPosition;
}

function positionOf({ timestamp, sequence }: LogPosition): LogPosition {
  return { timestamp, sequence };
}

function showEvent({ timestamp, message, ingestionTime }: StoredLogEvent): Record<string, unknown> {
  return { timestamp, message, ingestionTime };
}

// Of the pattern language only plain and quoted terms are known.
function plainPattern(body: Body): string {
  const pattern = text(body, "filterPattern").trim();
  return /^".*"$/.test(pattern) ? pattern.slice(1, -1) : pattern;
}

function rangeOf(body: Body): { start: number; end: number; limit: number } {
  return {
    start: count(body, "startTime", 0, Number.MAX_SAFE_INTEGER),
    end: count(body, "endTime", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    limit: count(body, "limit", MOST_EVENTS, MOST_EVENTS),
  };
}

// The groups of farms are there without being made, as in the real service.
function existingGroup(body: Body, logs: LogStore): string {
  const name = body.logGroupIdentifier === undefined
    ? text(body, "logGroupName")
    : text(body, "logGroupIdentifier").replace(/^arn:[^/]*log-group:/, "");
  if (name.startsWith("/aws/deadline/") || logs.hasGroup(name)) return name;
  throw notThere("log group");
}

function existingStream(body: Body, logs: LogStore): LogStream {
  const stream = logs.stream(existingGroup(body, logs), text(body, "logStreamName"));
  if (stream === undefined) throw notThere("log stream");
  return stream;
}

function text(body: Body, member: string): string {
  const value = body[member];
  if (typeof value === "string" && value.length >= 1 && value.length <= 4096) return value;
  throw invalidParameter(`${member} must be a text of 1 to 4096 characters`);
}

function count(body: Body, member: string, otherwise: number, most: number): number {
  const value = body[member] ?? otherwise;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) {
    return value;
  }
  throw invalidParameter(`${member} must be a whole number up to ${most}`);
}

function makeToken(kind: string, value: unknown): string {
  return `${kind}/${Buffer.from(JSON.stringify(value)).toString("base64url")}`;
}

function readToken<T>(token: string, kind: string): T {
  try {
    if (token.startsWith(`${kind}/`)) {
      return JSON.parse(Buffer.from(token.slice(2), "base64url").toString()) as T;
    }
  } catch {
    // Falls through to the refusal below.
  }
  throw invalidParameter("The specified nextToken is invalid.");
}

function invalidParameter(message: string): ServiceError {
  return new ServiceError("InvalidParameterException", 400, message);
}

function notThere(what: string): ServiceError {
  return new ServiceError(
    "ResourceNotFoundException",
    400,
    `The specified ${what} does not exist.`,
  );
}

function alreadyExists(what: string): ServiceError {
  return new ServiceError(
    "ResourceAlreadyExistsException",
    400,
    `The specified ${what} already exists`,
  );
}
