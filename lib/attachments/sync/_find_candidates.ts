import { getJob } from "../../api/jobs.ts";
import { DeadlineError } from "../../errors/mod.ts";
import { attachmentsOf } from "./_categorize_jobs.ts";
import { withTextTimes } from "./_python_time.ts";
import { candidateJobs } from "./_search_all_jobs.ts";
import type { SyncRunInit } from "./_sync_run.ts";
import { countOf } from "./report_words.ts";
import type { SyncJobFacts } from "./sync_checkpoint.ts";

/** Finds jobs that may have new outputs, and tells how many of them failed before. */
export async function findCandidates(
  ids: { farmId: string; queueId: string },
  { checkpoint, options, report, failedJobs }: SyncRunInit,
): Promise<{ jobs: Map<string, SyncJobFacts>; retried: number }> {
  const since = checkpoint.downloadsCompletedTimestamp;
  const { jobs, active } = await candidateJobs(ids, since, options);
  report.line(
    jobs.size === 0
      ? "no candidate jobs"
      : `${countOf(jobs.size, "candidate job")} (${active} active, ${
        jobs.size - active
      } recently ended)`,
  );
  const toRetry = failedJobs.toRetry;
  if (toRetry.length > 0) {
    report.line(`retrying ${countOf(toRetry.length, "previously failed job")}`);
  }
  for (const jobId of toRetry) {
    if (jobs.has(jobId)) continue;
    try {
      const answer = await getJob({ ...ids, jobId }, options);
      const { $metadata: _, farmId: __, ...job } = answer as typeof answer & { farmId?: string };
      const facts = withTextTimes(job) as SyncJobFacts;
      facts.attachments = attachmentsOf(job);
      facts.storageProfileId ??= null;
      jobs.set(jobId, facts);
    } catch (error) {
      options.signal?.throwIfAborted();
      // One that is gone is forgotten; whatever else it was may pass until the next run.
      if (error instanceof DeadlineError && error.status === 404) failedJobs.forget(jobId);
    }
  }
  for (const jobId of jobs.keys()) if (failedJobs.isAbandoned(jobId)) jobs.delete(jobId);
  return { jobs, retried: toRetry.length };
}
