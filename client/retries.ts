import type { Task } from "@deadline/client/task";

const retries = new WeakMap<object, () => void>();

/** Tells how to do a task's work again, for the tray. */
export function offerRetry<T, P, C>(task: Task<T, P, C>, retry: () => void): void {
  retries.set(task, retry);
}

/** How to do a task's work again, if it said so. */
export function retryOf(task: object): (() => void) | undefined {
  return retries.get(task);
}
