import type { TaskRunStatus } from "../api/shapes.ts";

const DONE: readonly TaskRunStatus[] = ["SUCCEEDED", "FAILED", "CANCELED"];
const LEFT: readonly TaskRunStatus[] = [
  "RUNNING",
  "STARTING",
  "ASSIGNED",
  "PENDING",
  "READY",
  "SCHEDULED",
];

/** What is looked at to estimate how long a job still takes. */
export interface JobProgress {
  /** When the first task began. */
  startedAt?: Date | undefined;
  /** How many tasks there are with each run status. */
  taskRunStatusCounts?: Partial<Record<TaskRunStatus, number>> | undefined;
}

/** Estimates how long a job still takes, from the tasks done and left; `undefined` if unknown. */
export function estimateRemaining(job: JobProgress, now = Date.now()): string | undefined {
  const { startedAt, taskRunStatusCounts: counts = {} } = job;
  const sum = (statuses: readonly TaskRunStatus[]) =>
    statuses.reduce((total, status) => total + (counts[status] ?? 0), 0);
  const [done, left] = [sum(DONE), sum(LEFT)];
  const elapsed = startedAt ? now - startedAt.getTime() : 0;
  if (elapsed <= 0 || done === 0 || left === 0) return undefined;
  return inWords(elapsed / done * left / 1000);
}

/** A duration in words: `1 hour, 30 minutes`. */
function inWords(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} seconds`;
  const minutes = Math.floor(seconds / 60);
  const parts = [count(Math.floor(minutes / 60), "hour"), count(minutes % 60, "minute")];
  return parts.filter((part) => part !== "").join(", ");
}

function count(number: number, unit: string): string {
  return number === 0 ? "" : `${number} ${unit}${number === 1 ? "" : "s"}`;
}
