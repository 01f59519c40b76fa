import type * as sdk from "@aws-sdk/client-deadline";
import { invalid } from "../protocol/errors.ts";

/** When a session ran, and for whom. Times are milliseconds since the epoch. */
export interface SessionTime {
  readonly queueId: string;
  readonly fleetId: string;
  readonly jobId: string;
  readonly jobName: string;
  readonly userId: string;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** How sessions are summed up. */
export interface Aggregation {
  /** From when to when, in milliseconds; what a session ran outside of that does not count. */
  readonly start: number;
  readonly end: number;
  /** Makes a row for each hour, day, week or month. */
  readonly period?: sdk.Period | undefined;
  /** Where days begin, such as `UTC+8`. */
  readonly timezone?: string | undefined;
  readonly groupBy: readonly sdk.UsageGroupByField[];
  readonly statistics: readonly sdk.UsageStatistic[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
// Of an hour a year this many begin; a request for more would be a mistake.
const MOST_PERIODS = 10_000;

/**
 * Sums up how long sessions ran, by period and by what they are of. Hosts of one's own cost nothing.
 *
 * @throws {ServiceError} `ValidationException` for a time zone that is none.
 */
export function aggregateSessions(
  sessions: readonly SessionTime[],
  { start, end, period, timezone, groupBy, statistics }: Aggregation,
): sdk.Statistics[] {
  const rows: sdk.Statistics[] = [];
  const periods = periodsOf(start, end, period, offsetOf(timezone));
  for (const [from, to] of periods) {
    const groups = new Map<string, { ids: Partial<sdk.Statistics>; seconds: number[] }>();
    for (const session of sessions) {
      const ms = Math.min(session.endedAt, to) - Math.max(session.startedAt, from);
      if (ms <= 0) continue;
      const ids = idsOf(session, groupBy);
      const key = JSON.stringify(ids);
      const group = groups.get(key) ?? { ids, seconds: [] };
      group.seconds.push(Math.round(ms / 1000));
      groups.set(key, group);
    }
    for (const { ids, seconds } of groups.values()) {
      rows.push({
        ...ids,
        count: seconds.length,
        runtimeInSeconds: sumUp(seconds, statistics),
        costInUsd: sumUp(seconds.map(() => 0), statistics),
        aggregationStartTime: new Date(from),
        aggregationEndTime: new Date(to),
      });
    }
  }
  return rows;
}

function idsOf(
  { queueId, fleetId, jobId, jobName, userId }: SessionTime,
  groupBy: readonly sdk.UsageGroupByField[],
): Partial<sdk.Statistics> {
  return {
    ...groupBy.includes("QUEUE_ID") && { queueId },
    ...groupBy.includes("FLEET_ID") && { fleetId },
    ...groupBy.includes("JOB_ID") && { jobId, jobName },
    ...groupBy.includes("USER_ID") && { userId },
    ...groupBy.includes("USAGE_TYPE") && { usageType: "COMPUTE" as const },
  };
}

function sumUp(values: readonly number[], wanted: readonly sdk.UsageStatistic[]): sdk.Stats {
  const sum = values.reduce((total, value) => total + value, 0);
  return {
    ...wanted.includes("SUM") && { sum },
    ...wanted.includes("AVG") && { avg: sum / values.length },
    ...wanted.includes("MIN") && { min: Math.min(...values) },
    ...wanted.includes("MAX") && { max: Math.max(...values) },
  };
}

/** Minutes by which a time zone is ahead. */
function offsetOf(timezone = "UTC"): number {
  const found = /^UTC(?:([+-])(\d{1,2})(?::?(\d\d))?)?$/.exec(timezone);
  if (found === null) throw invalid(`timezone must be like UTC+8, not ${timezone}.`);
  const [, sign, hours = 0, minutes = 0] = found;
  return (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
}

function periodsOf(
  start: number,
  end: number,
  period: sdk.Period | undefined,
  offset: number,
): [from: number, to: number][] {
  if (period === undefined) return [[start, end]];
  const periods: [number, number][] = [];
  for (let from = start; from < end;) {
    const to = Math.min(end, nextBegin(from, period, offset));
    periods.push([from, to]);
    if (periods.length > MOST_PERIODS) throw invalid("The time is too long for such a period.");
    from = to;
  }
  return periods;
}

/** When the hour, day, week or month after a time begins. */
function nextBegin(time: number, period: sdk.Period, offset: number): number {
  const local = time + offset * MINUTE;
  const date = new Date(local);
  const next = {
    HOURLY: () => (Math.floor(local / (60 * MINUTE)) + 1) * 60 * MINUTE,
    DAILY: () => (Math.floor(local / DAY) + 1) * DAY,
    // Weeks begin on Sunday; the epoch began on a Thursday.
    WEEKLY: () => (Math.floor((local + 4 * DAY) / (7 * DAY)) + 1) * 7 * DAY - 4 * DAY,
    MONTHLY: () => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1),
  }[period]();
  return next - offset * MINUTE;
}
