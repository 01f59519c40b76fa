import type { Job, JobCounts, StatusCounts, TaskRunStatus } from "@/server/contract.ts";

/** How a status looks: each kind has its own shape and colour. */
export type StatusKind = "succeeded" | "running" | "waiting" | "failed" | "suspended" | "canceled";

/** A status in words, with its look. */
export interface ShownStatus {
  kind: StatusKind;
  label: string;
}

const OF_STATUS: Record<TaskRunStatus, ShownStatus> = {
  PENDING: { kind: "waiting", label: "Pending" },
  READY: { kind: "waiting", label: "Ready" },
  ASSIGNED: { kind: "running", label: "Assigned" },
  STARTING: { kind: "running", label: "Starting" },
  SCHEDULED: { kind: "running", label: "Scheduled" },
  INTERRUPTING: { kind: "running", label: "Interrupting" },
  RUNNING: { kind: "running", label: "Running" },
  SUSPENDED: { kind: "suspended", label: "Suspended" },
  CANCELED: { kind: "canceled", label: "Canceled" },
  FAILED: { kind: "failed", label: "Failed" },
  SUCCEEDED: { kind: "succeeded", label: "Succeeded" },
  NOT_COMPATIBLE: { kind: "failed", label: "Not compatible" },
};

/** The order in which a progress bar stacks its parts. */
export const BAR_ORDER: readonly StatusKind[] = [
  "succeeded",
  "running",
  "failed",
  "canceled",
  "suspended",
];

/** The chips above the jobs table, in their order; `all` has no shape. */
export const STATUS_GROUPS: readonly { group: keyof JobCounts; label: string }[] = [
  { group: "all", label: "All" },
  { group: "running", label: "Running" },
  { group: "waiting", label: "Waiting" },
  { group: "failed", label: "Failed" },
  { group: "succeeded", label: "Succeeded" },
  { group: "suspended", label: "Suspended" },
  { group: "canceled", label: "Canceled" },
];

/** Says a task run status in words. Unknown ones are shown as the service writes them. */
export function showStatus(status: TaskRunStatus): ShownStatus {
  return OF_STATUS[status] ?? { kind: "waiting", label: status };
}

/** Says the status of a job, where creating it and stopping it count too. */
export function showJobStatus(job: Job): ShownStatus {
  if (job.lifecycleStatus === "CREATE_FAILED") return { kind: "failed", label: "Not created" };
  if (!job.taskRunStatus) return { kind: "waiting", label: "Creating" };
  const shown = showStatus(job.taskRunStatus);
  const unfinished = shown.kind === "running" || shown.kind === "waiting";
  if (unfinished && job.targetTaskRunStatus === "CANCELED") return { ...shown, label: "Canceling" };
  if (unfinished && job.targetTaskRunStatus === "SUSPENDED") {
    return { ...shown, label: "Suspending" };
  }
  return shown;
}

/** Whether nothing more happens by itself. */
export function isOver(status: TaskRunStatus | undefined): boolean {
  return status === "SUCCEEDED" || status === "FAILED" || status === "CANCELED" ||
    status === "NOT_COMPATIBLE";
}

/** Whether a job has tasks that may still run: a failed one can have some that wait. */
export function isUnfinished({ counts }: Pick<Job, "counts">): boolean {
  const { running, waiting, suspended } = countKinds(counts);
  return totalOf(counts) === 0 || running + waiting + suspended > 0;
}

/** Adds up the counts by kind. */
export function countKinds(counts: StatusCounts): Record<StatusKind, number> {
  const sums = { succeeded: 0, running: 0, waiting: 0, failed: 0, suspended: 0, canceled: 0 };
  for (const [status, count] of Object.entries(counts)) {
    sums[showStatus(status as TaskRunStatus).kind] += count ?? 0;
  }
  return sums;
}

/** How many tasks there are. */
export function totalOf(counts: StatusCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + (count ?? 0), 0);
}

/**
 * Milliseconds that a running job will likely take yet, by the pace so far; undefined when nothing has
 * been finished that could tell.
 */
export function estimateLeft(job: Job, now: number): number | undefined {
  const { succeeded, running, waiting } = countKinds(job.counts);
  // Between two tasks a job may count as assigned or starting for a moment; it goes on all the same.
  if (running === 0 || !job.startedAt || succeeded === 0) return undefined;
  const elapsed = now - Date.parse(job.startedAt);
  return elapsed > 0 ? elapsed / succeeded * (running + waiting) : undefined;
}
