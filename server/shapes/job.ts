import type { GetJobOutput, JobSearchSummary } from "@deadline/client";
import type { Job, JobDetail } from "@/server/contract.ts";
import { compact } from "./compact.ts";

/** A job as the islands see it, from what a search or `GetJob` says. */
export function toJob(job: JobSearchSummary | GetJobOutput): Job {
  return compact({
    jobId: job.jobId!,
    name: job.name ?? "",
    lifecycleStatus: job.lifecycleStatus!,
    lifecycleStatusMessage: job.lifecycleStatusMessage || undefined,
    taskRunStatus: job.taskRunStatus,
    targetTaskRunStatus: job.targetTaskRunStatus,
    counts: job.taskRunStatusCounts ?? {},
    priority: job.priority ?? 0,
    createdBy: job.createdBy ?? "",
    createdAt: job.createdAt!.toISOString(),
    startedAt: job.startedAt?.toISOString(),
    endedAt: job.endedAt?.toISOString(),
    maxFailedTasksCount: job.maxFailedTasksCount,
    maxRetriesPerTask: job.maxRetriesPerTask,
    taskFailureRetryCount: job.taskFailureRetryCount,
  });
}

/** A job with all that `GetJob` says. */
export function toJobDetail(job: GetJobOutput): JobDetail {
  return compact({
    ...toJob(job),
    description: job.description || undefined,
    parameters: toValues(job.parameters),
    maxWorkerCount: job.maxWorkerCount,
    storageProfileId: job.storageProfileId,
  });
}

/** Parameter values: each is an object with one member, named after its type. */
export function toValues(
  parameters: Record<string, object> | undefined,
): { name: string; type: string; value: string }[] {
  return Object.entries(parameters ?? {}).map(([name, member]) => {
    const [[type, value]] = Object.entries(member);
    return { name, type, value: typeof value === "string" ? value : JSON.stringify(value) };
  });
}
