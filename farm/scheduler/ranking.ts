import type * as sdk from "@aws-sdk/client-deadline";
import type { Database } from "../store/database.ts";
import type { Document } from "../store/resources.ts";
import type { JobRow } from "../store/rows.ts";
import { ON_WORKER, type StatusCounts } from "./statuses.ts";

// How many jobs of one queue are looked at for one that a worker can take.
const MOST_CANDIDATES = 100;
// Where they are put in an order of their own first.
const MOST_RANKED = 1000;

/** Whether a queue gives its workers to the best job alone, as all do unless told otherwise. */
export function isFirstComeFirstServed(queue: Document): boolean {
  const { priorityBalanced, weightedBalanced } = configurationOf(queue);
  return priorityBalanced === undefined && weightedBalanced === undefined;
}

/**
 * The jobs of a queue that wait for a worker, in the order in which its configuration wants them.
 *
 * @param current The id of the job that the worker has done a task of just now.
 * @param leastPriority Jobs of less are left out.
 */
export function waitingJobs(
  db: Database,
  queue: Document,
  { current, leastPriority = 0, now }: {
    readonly current?: string | undefined;
    readonly leastPriority?: number;
    readonly now: number;
  },
): JobRow[] {
  const first = isFirstComeFirstServed(queue);
  const jobs = db.all<JobRow>(
    `SELECT * FROM job WHERE queue_id = ? AND ready > 0 AND priority >= ?
     ORDER BY priority DESC, created_at, id LIMIT ?`,
    String(queue.queueId),
    leastPriority,
    first ? MOST_CANDIDATES : MOST_RANKED,
  );
  if (first) return jobs;
  const { priorityBalanced, weightedBalanced } = configurationOf(queue);
  if (priorityBalanced !== undefined) {
    const { renderingTaskBuffer = 1 } = priorityBalanced;
    const load = (job: JobRow) => taskLoad(job, job.id === current ? renderingTaskBuffer : 0);
    // Sorting keeps the order of age among those of the same rank.
    return jobs.sort((a, b) => b.priority - a.priority || load(a) - load(b));
  }
  const weights = new Map(
    jobs.map((job) => [job.id, weigh(job, weightedBalanced!, job.id === current, now)]),
  );
  return jobs.sort((a, b) => compare(weights.get(b.id)!, weights.get(a.id)!));
}

function configurationOf(
  { schedulingConfiguration }: Document,
): Partial<Record<"priorityBalanced", sdk.PriorityBalancedSchedulingConfiguration>> & {
  weightedBalanced?: sdk.WeightedBalancedSchedulingConfiguration;
} {
  return (schedulingConfiguration ?? {}) as ReturnType<typeof configurationOf>;
}

function weigh(
  job: JobRow,
  configuration: sdk.WeightedBalancedSchedulingConfiguration,
  isCurrent: boolean,
  now: number,
): number {
  const {
    priorityWeight = 100,
    errorWeight = -10,
    submissionTimeWeight = 3,
    renderingTaskWeight = -100,
    renderingTaskBuffer = 1,
    maxPriorityOverride,
    minPriorityOverride,
  } = configuration;
  if (job.priority === 100 && maxPriorityOverride) return Infinity;
  if (job.priority === 0 && minPriorityOverride) return -Infinity;
  const counts = JSON.parse(job.task_run_status_counts) as StatusCounts;
  const errors = job.task_failure_retry_count + counts.FAILED;
  const seconds = (now - job.created_at) / 1000;
  return job.priority * priorityWeight + errors * errorWeight + seconds * submissionTimeWeight +
    taskLoad(job, isCurrent ? renderingTaskBuffer : 0) * renderingTaskWeight;
}

/** How many tasks of a job workers have, less a buffer that keeps a worker at its job. */
function taskLoad({ task_run_status_counts }: JobRow, buffer: number): number {
  const counts = JSON.parse(task_run_status_counts) as StatusCounts;
  return ON_WORKER.reduce((sum, status) => sum + counts[status], 0) - buffer;
}

// Two that are both infinite are of the same rank.
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
