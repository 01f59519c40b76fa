import { call, type CallOptions, type InputOf } from "../../session/call.ts";
import { microsOfIso, withTextTimes } from "./_python_time.ts";
import type { SyncJobFacts } from "./sync_checkpoint.ts";

type Filters = NonNullable<InputOf<"deadline", "SearchJobs">["filterExpressions"]>;

/** The members of a job in the order in which the Python client keeps them. */
const MEMBERS = [
  "jobId",
  "queueId",
  "name",
  "lifecycleStatus",
  "lifecycleStatusMessage",
  "taskRunStatus",
  "targetTaskRunStatus",
  "taskRunStatusCounts",
  "taskFailureRetryCount",
  "priority",
  "maxFailedTasksCount",
  "maxRetriesPerTask",
  "createdBy",
  "createdAt",
  "endedAt",
  "startedAt",
  "updatedAt",
  "updatedBy",
  "jobParameters",
  "maxWorkerCount",
  "sourceJobId",
];

/** All jobs of a queue that a filter lets through. */
async function searchAllJobs(
  { farmId, queueId }: { farmId: string; queueId: string },
  filter: Filters,
  options: CallOptions,
): Promise<Map<string, SyncJobFacts>> {
  const found = new Map<string, SyncJobFacts>();
  let since: Date | undefined;
  while (true) {
    const filters: Filters["filters"] = [{ groupFilter: filter }];
    if (since) {
      const operator = "GREATER_THAN_EQUAL_TO";
      filters.push({ dateTimeFilter: { name: "CREATED_AT", dateTime: since, operator } });
    }
    const { jobs = [], totalResults = 0 } = await call("deadline", "SearchJobs", {
      farmId,
      queueIds: [queueId],
      itemOffset: 0,
      filterExpressions: { filters, operator: "AND" },
      sortExpressions: [{ fieldSort: { name: "CREATED_AT", sortOrder: "ASCENDING" } }],
    }, options);
    for (const job of jobs) found.set(job.jobId!, factsOf(job));
    if (jobs.length >= totalResults || jobs.length === 0) return found;
    // By time and not by offset: jobs that come or go between two pages move none of the others.
    const last = jobs.at(-1)!.createdAt!;
    if (jobs[0].createdAt!.getTime() === last.getTime()) {
      throw new Error(
        `Cannot list the jobs of queue "${queueId}": more than ${jobs.length} were created in the ` +
          `same millisecond`,
      );
    }
    since = last;
  }
}

/** A job with times as text, its members in the order of the Python client. */
function factsOf(job: object): SyncJobFacts {
  const told = withTextTimes(job) as SyncJobFacts;
  const members = MEMBERS.filter((name) => told[name] !== undefined);
  return Object.fromEntries(members.map((name) => [name, told[name]])) as SyncJobFacts;
}

/** Jobs that run and jobs that have ended since a time, with at least one task that succeeded. */
export async function candidateJobs(
  ids: { farmId: string; queueId: string },
  since: string,
  options: CallOptions,
): Promise<{ jobs: Map<string, SyncJobFacts>; active: number }> {
  const running = await searchAllJobs(ids, {
    filters: [{
      stringListFilter: {
        name: "TASK_RUN_STATUS",
        operator: "ANY_EQUALS",
        values: ["READY", "ASSIGNED", "STARTING", "SCHEDULED", "RUNNING"],
      },
    }],
    operator: "OR",
  }, options);
  const ended = await searchAllJobs(ids, {
    filters: [{
      dateTimeFilter: {
        name: "ENDED_AT",
        dateTime: new Date(Math.floor(microsOfIso(since) / 1000)),
        operator: "GREATER_THAN_EQUAL_TO",
      },
    }],
    operator: "AND",
  }, options);
  const hasOutputs = ([, job]: [string, SyncJobFacts]) => succeededTasks(job) > 0;
  const active = new Map([...running].filter(hasOutputs));
  return { jobs: new Map([...active, ...[...ended].filter(hasOutputs)]), active: active.size };
}

/** How many tasks of a job have succeeded. */
export function succeededTasks({ taskRunStatusCounts = {} }: SyncJobFacts): number {
  return taskRunStatusCounts.SUCCEEDED ?? 0;
}

/** How many tasks a job has. */
export function allTasks({ taskRunStatusCounts = {} }: SyncJobFacts): number {
  return Object.values(taskRunStatusCounts).reduce((sum, count) => sum + count, 0);
}
