import type { Database } from "../store/database.ts";
import type { SessionActionRow } from "../store/rows.ts";
import { settleTask } from "./reports.ts";
import { endSession, openActions, openSessions } from "./sessions.ts";

/**
 * Ends the sessions of a worker that is gone or has begun anew: what ran there counts as
 * interrupted and goes back to the queue without costing a retry.
 */
export function abandonSessions(db: Database, workerId: string, now: number): void {
  for (const session of openSessions(db, workerId)) {
    for (const action of openActions(db, session.id)) abandon(db, action, now);
    endSession(db, session.id, now);
  }
}

function abandon(db: Database, action: SessionActionRow, now: number): void {
  const status = action.started_at === null ? "NEVER_ATTEMPTED" : "INTERRUPTED";
  db.run(
    "UPDATE session_action SET status = ?, ended_at = ? WHERE session_id = ? AND position = ?",
    status,
    status === "INTERRUPTED" ? now : null,
    action.session_id,
    action.position,
  );
  if (action.kind === "taskRun") settleTask(db, action, status, now);
}
