import { microsOfIso } from "./_python_time.ts";
import type { JobCategories } from "./_categorize_jobs.ts";
import type { JobSessions } from "./_job_sessions.ts";
import type { SyncCheckpoint, SyncJob, SyncJobFacts } from "./sync_checkpoint.ts";

/** The jobs of the next checkpoint. */
export function nextJobs(
  { jobs }: SyncCheckpoint,
  candidates: ReadonlyMap<string, SyncJobFacts>,
  categories: JobCategories,
  sessions: ReadonlyMap<string, JobSessions>,
): SyncJob[] {
  const before = new Map(jobs.map((each) => [each.job.jobId, each]));
  const endedOf = (jobId: string) => {
    let ended = before.get(jobId)?.sessionEndedTimestamp ?? undefined;
    for (const { endedAt } of sessions.get(jobId)?.sessions ?? []) {
      if (endedAt && !(ended && microsOfIso(ended) >= microsOfIso(endedAt))) ended = endedAt;
    }
    return ended;
  };
  const indexesOf = (jobId: string) => {
    const indexes = { ...before.get(jobId)?.sessionCompletedIndexes };
    for (const { sessionId, actions } of sessions.get(jobId)?.sessions ?? []) {
      if (actions.length > 0) indexes[sessionId] = Math.max(...actions.map(({ index }) => index));
    }
    return indexes;
  };
  const followed = (jobId: string): SyncJob => ({
    job: candidates.get(jobId)!,
    sessionEndedTimestamp: endedOf(jobId),
    sessionCompletedIndexes: indexesOf(jobId),
  });
  const { added, updated, unchanged, completed, attachmentsFree, missingProfile } = categories;
  const nameOf = (jobId: string) => candidates.get(jobId)!.name;
  return [
    ...[...added, ...updated, ...unchanged].map(followed),
    ...[...attachmentsFree].map((jobId) => ({
      job: { jobId, name: nameOf(jobId), attachments: null },
    })),
    ...[...missingProfile].map((jobId) => {
      const { attachments } = candidates.get(jobId)!;
      return { job: { jobId, name: nameOf(jobId), attachments, storageProfileId: null } };
    }),
    ...[...completed].map(followed),
    // What tells which sessions are new, should it be requeued.
    ...[...categories.inactive].flatMap((jobId) => {
      const sessionEndedTimestamp = endedOf(jobId);
      return sessionEndedTimestamp ? [{ job: { jobId }, sessionEndedTimestamp }] : [];
    }),
  ];
}
