import type { Session } from "../session/session.ts";

/**
 * The jobs that a session is known to have made, each with the call that made it, so that none is
 * taken for what became of another call.
 */
const made = new WeakMap<Session, Map<string, object>>();

/** How many of them are remembered; far more than can be made within the clock's margin. */
const MADE_LIMIT = 5_000;

/** Remembers which call made a job. */
export function rememberJob(session: Session, jobId: string, maker: object): void {
  let jobs = made.get(session);
  if (!jobs) made.set(session, jobs = new Map());
  jobs.set(jobId, maker);
  if (jobs.size > MADE_LIMIT) jobs.delete(jobs.keys().next().value!);
}

/** Whether the job is known to have been made by another call. */
export function isAnothers(session: Session, jobId: string, maker: object): boolean {
  const known = made.get(session)?.get(jobId);
  return known !== undefined && known !== maker;
}
