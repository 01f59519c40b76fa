import { linkSignal } from "../task/link_signal.ts";
import { call } from "./call.ts";
import type { Credentials } from "./credentials.ts";
import type { Session } from "./session.ts";

/** A role of the farm that a session can take on. */
export type FarmRole =
  /** What the queue's jobs may do, without writing. */
  | { role: "AssumeQueueRoleForRead"; farmId: string; queueId: string }
  /** What the queue's jobs may do. */
  | { role: "AssumeQueueRoleForUser"; farmId: string; queueId: string }
  /** What the fleet's workers may read. */
  | { role: "AssumeFleetRoleForRead"; farmId: string; fleetId: string };

/** One session for each role taken on, so that their credentials are fetched once. */
const sessions = new WeakMap<Session, Map<string, Session>>();

/**
 * A session that calls with a role of the farm. Its credentials are fetched by `session` when they
 * are needed, kept until shortly before they end, and shared by all who ask for the same role. It
 * closes with `session`.
 */
export function roleSession(session: Session, role: FarmRole): Session {
  let taken = sessions.get(session);
  if (!taken) sessions.set(session, taken = new Map());
  const key = JSON.stringify(role);
  let found = taken.get(key);
  if (!found || found.signal.aborted) {
    const made = found = session.withCredentials(({ signal } = {}) =>
      assume(session, role, signal)
    );
    linkSignal(session.signal, () => void made.close());
    taken.set(key, made);
  }
  return found;
}

async function assume(
  session: Session,
  { role, ...ids }: FarmRole,
  signal: AbortSignal | undefined,
): Promise<Credentials> {
  const { credentials } = role === "AssumeFleetRoleForRead"
    ? await call("deadline", role, ids as { farmId: string; fleetId: string }, { session, signal })
    : await call("deadline", role, ids as { farmId: string; queueId: string }, { session, signal });
  return credentials as Credentials;
}
