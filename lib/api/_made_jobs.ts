import type { Session } from "../session/session.ts";

/** Jobs that a session is known to have made, so that none of them is taken for another. */
const made = new WeakMap<Session, Set<string>>();

/** How many of them are remembered; far more than can be made within the clock's margin. */
const MADE_LIMIT = 5_000;

/** Remembers a job whose creation was confirmed. */
export function rememberJob(session: Session, jobId: string): void {
  let jobs = made.get(session);
  if (!jobs) made.set(session, jobs = new Set());
  jobs.add(jobId);
  if (jobs.size > MADE_LIMIT) jobs.delete(jobs.values().next().value!);
}

/** Whether the session is known to have made this job. */
export function isRemembered(session: Session, jobId: string): boolean {
  return made.get(session)?.has(jobId) ?? false;
}
