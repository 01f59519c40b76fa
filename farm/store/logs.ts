import { Database } from "./database.ts";
import { logMigrations } from "./migrations.ts";

/** One line of a log. */
export interface LogEvent {
  /** When it was written, in milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

/** One line of a log as it is read. */
export interface StoredLogEvent extends LogEvent {
  /** When it arrived. */
  readonly ingestionTime: number;
  /** Orders lines of the same millisecond. */
  readonly sequence: number;
}

/** A place in a log: before or after all events of this position. */
export interface LogPosition {
  readonly timestamp: number;
  readonly sequence: number;
}

/** Which events of a stream are asked for. */
export interface LogRange {
  /** The first millisecond. */
  readonly start: number;
  /** The millisecond after the last. */
  readonly end: number;
  readonly limit: number;
}

/** A stream of a log group. */
export interface LogStream {
  readonly id: number;
  readonly group_name: string;
  readonly name: string;
  readonly created_at: number;
  readonly first_event: number | null;
  readonly last_event: number | null;
  readonly last_ingestion: number | null;
  readonly next_sequence: number;
}

interface EventRow {
  timestamp: number;
  sequence: number;
  ingestion_time: number;
  message: string;
}

const COLUMNS = "timestamp, sequence, ingestion_time, message";

/** The farm's logs, in a database of their own. */
export class LogStore implements Disposable {
  readonly #db: Database;

  /** Opens or makes the logs at `path`. */
  constructor(path: string) {
    this.#db = new Database(path, logMigrations);
  }

  /** Makes a group; false if it is there already. */
  createGroup(name: string, now: number): boolean {
    const sql = "INSERT OR IGNORE INTO log_group (name, created_at) VALUES (?, ?)";
    return this.#db.run(sql, name, now) > 0;
  }

  /** Whether a group has been made. */
  hasGroup(name: string): boolean {
    return this.#db.get("SELECT 1 FROM log_group WHERE name = ?", name) !== undefined;
  }

  /** Makes a stream; false if it is there already. */
  createStream(group: string, name: string, now: number): boolean {
    return this.#db.run(
      "INSERT OR IGNORE INTO log_stream (group_name, name, created_at) VALUES (?, ?, ?)",
      group,
      name,
      now,
    ) > 0;
  }

  /** A stream, or undefined. */
  stream(group: string, name: string): LogStream | undefined {
    return this.#db.get<LogStream>(
      "SELECT * FROM log_stream WHERE group_name = ? AND name = ?",
      group,
      name,
    );
  }

  /** Streams of a group whose names begin so, by name, after one. */
  streams(group: string, prefix: string, after: string, limit: number): LogStream[] {
    return this.#db.all<LogStream>(
      `SELECT * FROM log_stream WHERE group_name = ? AND substr(name, 1, ?) = ? AND name > ?
       ORDER BY name LIMIT ?`,
      group,
      prefix.length,
      prefix,
      after,
      limit,
    );
  }

  /** Adds events to a stream, which is made if it is not there. */
  append(group: string, name: string, events: readonly LogEvent[], now: number): void {
    this.#db.transaction(() => {
      this.createStream(group, name, now);
      const { id, next_sequence } = this.stream(group, name)!;
      let next = next_sequence;
      for (const { timestamp, message } of events) {
        this.#db.run(
          `INSERT INTO log_event (stream_id, timestamp, sequence, ingestion_time, message)
           VALUES (?, ?, ?, ?, ?)`,
          id,
          timestamp,
          next++,
          now,
          message,
        );
      }
      const times = events.map(({ timestamp }) => timestamp);
      this.#db.run(
        `UPDATE log_stream SET first_event = min(coalesce(first_event, ?1), ?1),
           last_event = max(coalesce(last_event, ?2), ?2), last_ingestion = ?3,
           next_sequence = ?4 WHERE id = ?5`,
        times.reduce((a, b) => Math.min(a, b)),
        times.reduce((a, b) => Math.max(a, b)),
        now,
        next,
        id,
      );
    });
  }

  /** Events after a position, oldest first. */
  after(streamId: number, position: LogPosition, range: LogRange): StoredLogEvent[] {
    return this.#from(streamId, position, range, ">", "ASC");
  }

  /** The last events before a position, oldest first. */
  before(streamId: number, position: LogPosition, range: LogRange): StoredLogEvent[] {
    return this.#from(streamId, position, range, "<", "DESC").reverse();
  }

  #from(
    streamId: number,
    { timestamp, sequence }: LogPosition,
    { start, end, limit }: LogRange,
    side: "<" | ">",
    order: "ASC" | "DESC",
  ): StoredLogEvent[] {
    return this.#db.all<EventRow>(
      `SELECT ${COLUMNS} FROM log_event WHERE stream_id = ?
       AND (timestamp, sequence) ${side} (?, ?) AND timestamp >= ? AND timestamp < ?
       ORDER BY timestamp ${order}, sequence ${order} LIMIT ?`,
      streamId,
      timestamp,
      sequence,
      start,
      end,
      limit,
    ).map(toEvent);
  }

  /** Events of several streams of a group, oldest first. */
  filter(
    group: string,
    streams: readonly string[] | undefined,
    pattern: string | undefined,
    { start, end, limit }: LogRange,
    offset: number,
  ): (StoredLogEvent & { stream: string })[] {
    const places = streams?.map(() => "?").join(", ");
    return this.#db.all<EventRow & { name: string }>(
      `SELECT s.name, e.timestamp, e.sequence, e.ingestion_time, e.message
       FROM log_event e JOIN log_stream s ON s.id = e.stream_id
       WHERE s.group_name = ? ${places === undefined ? "" : `AND s.name IN (${places})`}
         AND e.timestamp >= ? AND e.timestamp < ? AND instr(e.message, ?) > 0
       ORDER BY e.timestamp, e.stream_id, e.sequence LIMIT ? OFFSET ?`,
      group,
      ...(streams ?? []),
      start,
      end,
      pattern ?? "",
      limit,
      offset,
    ).map((row) => ({ ...toEvent(row), stream: row.name }));
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#db[Symbol.dispose]();
  }
}

function toEvent({ timestamp, sequence, ingestion_time, message }: EventRow): StoredLogEvent {
  return { timestamp, sequence, ingestionTime: ingestion_time, message };
}
