/**
 * Every status a task can have, in the order in which it decides the status of a step or a job:
 * the first that any task has. What waits on steps that will not end well (PENDING) ranks behind
 * what went wrong there, so that a job with nothing left to do counts as ended.
 */
export const TASK_STATUSES = [
  "RUNNING",
  "INTERRUPTING",
  "STARTING",
  "SCHEDULED",
  "ASSIGNED",
  "READY",
  "FAILED",
  "NOT_COMPATIBLE",
  "CANCELED",
  "SUSPENDED",
  "PENDING",
  "SUCCEEDED",
] as const;

/** The status of a task. */
export type TaskStatus = typeof TASK_STATUSES[number];

/** How many tasks have each status; all statuses, zeros included. */
export type StatusCounts = Record<TaskStatus, number>;

/** A status that people may ask for. */
export type TargetStatus =
  | "PENDING"
  | "READY"
  | "SUSPENDED"
  | "CANCELED"
  | "FAILED"
  | "SUCCEEDED";

/** Statuses of tasks that a worker has. */
export const ON_WORKER: readonly TaskStatus[] = [
  "ASSIGNED",
  "SCHEDULED",
  "STARTING",
  "RUNNING",
  "INTERRUPTING",
];

/** Statuses of tasks that no worker has and that may still run. */
export const WAITING: readonly TaskStatus[] = ["PENDING", "READY", "SUSPENDED"];

/** Statuses of tasks that have come to an end. */
export const ENDED: readonly TaskStatus[] = ["SUCCEEDED", "FAILED", "CANCELED", "NOT_COMPATIBLE"];

/** Whether a session action's status is final. */
export function isCompleted(status: string): boolean {
  return ["SUCCEEDED", "FAILED", "INTERRUPTED", "CANCELED", "NEVER_ATTEMPTED", "RECLAIMED"]
    .includes(status);
}

/** Statuses of session actions that a worker still has to do, as SQL. */
export const OPEN_ACTIONS = "('ASSIGNED', 'SCHEDULED', 'RUNNING', 'CANCELING')";

/** Counts of no tasks at all. */
export function noCounts(): StatusCounts {
  return Object.fromEntries(TASK_STATUSES.map((status) => [status, 0])) as StatusCounts;
}

/** The status of a step or a job whose tasks have these statuses. */
export function statusOf(counts: StatusCounts): TaskStatus {
  return TASK_STATUSES.find((status) => counts[status] > 0) ?? "SUCCEEDED";
}

/** Whether all tasks have succeeded, so that what depends on them may run. */
export function isResolved(counts: StatusCounts): boolean {
  return TASK_STATUSES.every((status) => status === "SUCCEEDED" || counts[status] === 0);
}
