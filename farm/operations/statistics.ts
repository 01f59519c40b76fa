import { randomBytes } from "node:crypto";
import type * as sdk from "@aws-sdk/client-deadline";
import { aggregateSessions, type SessionTime } from "../jobs/session_statistics.ts";
import { invalid } from "../protocol/errors.ts";
import type { Database } from "../store/database.ts";
import { deleteResource, getResource, insertResource, listResources } from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { page } from "./paging.ts";

const KIND = "statistics";
const LIFETIME = 60 * 60 * 1000;

/** Operations that sum up what sessions have used. */
export const statistics = {
  StartSessionsStatisticsAggregation(
    input: Checked<sdk.StartSessionsStatisticsAggregationRequest>,
    context: Context,
  ): Output {
    const { db, now } = context;
    getResource(db, "farm", input.farmId, "");
    const { queueIds, fleetIds } = input.resourceIds as {
      queueIds?: string[];
      fleetIds?: string[];
    };
    for (const id of queueIds ?? []) getResource(db, "queue", id, input.farmId);
    for (const id of fleetIds ?? []) getResource(db, "fleet", id, input.farmId);
    const [start, end] = [new Date(input.startTime).getTime(), new Date(input.endTime).getTime()];
    if (start >= end) throw invalid("startTime must be before endTime.");
    for (const { id, createdAt } of listResources(db, KIND, input.farmId)) {
      if (createdAt < now - LIFETIME) deleteResource(db, KIND, id);
    }
    const sessions = queueIds !== undefined
      ? sessionsOf(db, "queue_id", queueIds, start, end, now)
      : sessionsOf(db, "fleet_id", fleetIds ?? [], start, end, now);
    const aggregationId = randomBytes(16).toString("hex");
    insertResource(db, KIND, aggregationId, input.farmId, now, {
      statistics: aggregateSessions(sessions, {
        start,
        end,
        period: input.period,
        timezone: input.timezone,
        groupBy: input.groupBy,
        statistics: input.statistics,
      }),
    });
    return { aggregationId };
  },

  GetSessionsStatisticsAggregation(
    input: Checked<sdk.GetSessionsStatisticsAggregationRequest>,
    { db }: Context,
  ): Output {
    const document = getResource(db, KIND, input.aggregationId, input.farmId);
    const all = (document.statistics as Output[]).map((row, index) => ({ row, index }));
    const { items, nextToken } = page(
      input,
      `${KIND}/${input.aggregationId}`,
      (after: number | undefined, limit) => {
        const first = after === undefined ? 0 : after + 1;
        return all.slice(first, first + limit);
      },
      ({ index }) => index,
    );
    return { status: "COMPLETED", statistics: items.map(({ row }) => row), nextToken };
  },
};

function sessionsOf(
  db: Database,
  column: "queue_id" | "fleet_id",
  ids: readonly string[],
  start: number,
  end: number,
  now: number,
): SessionTime[] {
  return db.all<SessionTime & Record<string, unknown>>(
    `SELECT s.queue_id AS queueId, s.fleet_id AS fleetId, s.job_id AS jobId, j.name AS jobName,
       j.created_by AS userId, s.started_at AS startedAt, coalesce(s.ended_at, ?1) AS endedAt
     FROM session s JOIN job j ON j.id = s.job_id
     WHERE s.${column} IN (SELECT value FROM json_each(?2))
       AND s.started_at < ?3 AND coalesce(s.ended_at, ?1) > ?4
     ORDER BY s.started_at, s.id`,
    now,
    JSON.stringify(ids),
    end,
    start,
  );
}
