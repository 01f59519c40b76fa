import type * as sdk from "@aws-sdk/client-deadline";
import { showSession, showSessionAction } from "../jobs/show.ts";
import { invalid } from "../protocol/errors.ts";
import { steerTask } from "../scheduler/steer.ts";
import { getJob, getSession, getSessionAction } from "../store/jobs.ts";
import { parseTaskId } from "../store/ids.ts";
import type { SessionActionRow, SessionRow, WorkerRow } from "../store/rows.ts";
import { getWorker } from "../store/workers.ts";
import type { Database } from "../store/database.ts";
import type { Checked, Context, Output } from "./context.ts";
import { page } from "./paging.ts";

/** Operations on sessions and session actions. */
export const sessions = {
  GetSession(input: Checked<sdk.GetSessionRequest>, { db }: Context): Output {
    const session = getSession(db, input);
    const worker = db.get<WorkerRow>("SELECT * FROM worker WHERE id = ?", session.worker_id);
    return showSession(session, worker);
  },

  ListSessions(input: Checked<sdk.ListSessionsRequest>, { db }: Context): Output {
    return listBy("job_id", getJob(db, input).id, input, db);
  },

  ListSessionsForWorker(
    input: Checked<sdk.ListSessionsForWorkerRequest>,
    { db }: Context,
  ): Output {
    const { id } = getWorker(db, input.farmId, input.fleetId, input.workerId);
    return listBy("worker_id", id, input, db);
  },

  /** Ends a session: what it runs is interrupted and goes back to the queue. */
  UpdateSession(input: Checked<sdk.UpdateSessionRequest>, context: Context): Output {
    const { db, now, caller } = context;
    const session = getSession(db, input);
    if (session.ended_at !== null) return {};
    db.run(
      `UPDATE session SET target_lifecycle_status = ?, updated_at = ?, updated_by = ?
       WHERE id = ?`,
      input.targetLifecycleStatus,
      now,
      caller,
      session.id,
    );
    const running = db.all<SessionActionRow>(
      `SELECT * FROM session_action WHERE session_id = ? AND kind = 'taskRun'
       AND status IN ('ASSIGNED', 'SCHEDULED', 'RUNNING')`,
      session.id,
    );
    for (const { job_id: jobId, step_id, task_position } of running) {
      const key = { jobId, stepId: step_id!, position: task_position! };
      steerTask(db, key, "READY", now, caller);
    }
    context.scheduler.wake();
    return {};
  },

  GetSessionAction(input: Checked<sdk.GetSessionActionRequest>, { db }: Context): Output {
    return showSessionAction(getSessionAction(db, input));
  },

  ListSessionActions(input: Checked<sdk.ListSessionActionsRequest>, { db }: Context): Output {
    const { id } = getJob(db, input);
    if ((input.sessionId === undefined) === (input.taskId === undefined)) {
      throw invalid("ListSessionActions needs either sessionId or taskId.");
    }
    const task = input.taskId === undefined ? undefined : parseTaskId(input.taskId);
    const { items, nextToken } = page(
      input,
      `actions/${input.sessionId ?? input.taskId}`,
      (after: [string, number] | undefined, limit) =>
        task === undefined
          ? db.all<SessionActionRow>(
            `SELECT * FROM session_action WHERE job_id = ? AND session_id = ? AND position > ?
             ORDER BY position LIMIT ?`,
            id,
            input.sessionId!,
            after?.[1] ?? -1,
            limit,
          )
          : db.all<SessionActionRow>(
            `SELECT * FROM session_action WHERE job_id = ? AND step_id = ? AND task_position = ?
             AND (session_id, position) > (?, ?) ORDER BY session_id, position LIMIT ?`,
            id,
            task.stepId,
            task.position,
            ...(after ?? ["", -1]),
            limit,
          ),
      (row): [string, number] => [row.session_id, row.position],
    );
    return { sessionActions: items.map(showSessionAction), nextToken };
  },
};

/** The sessions of a job or of a worker, the earliest first. */
function listBy(
  column: "job_id" | "worker_id",
  id: string,
  input: { maxResults?: number | undefined; nextToken?: string | undefined },
  db: Database,
): Output {
  const { items, nextToken } = page(
    input,
    `sessions/${id}`,
    (after: [number, string] | undefined, limit) =>
      db.all<SessionRow>(
        `SELECT * FROM session WHERE ${column} = ? AND (started_at, id) > (?, ?)
         ORDER BY started_at, id LIMIT ?`,
        id,
        ...(after ?? [-1, ""]),
        limit,
      ),
    (row): [number, string] => [row.started_at, row.id],
  );
  return { sessions: items.map((row) => showSession(row)), nextToken };
}
