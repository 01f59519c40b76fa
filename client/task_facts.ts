import type { Task } from "@deadline/client/task";
import type { CallMeta } from "@deadline/client/wire";

/** What the tray can tell of a task besides what the task itself knows. */
export interface TaskFacts {
  /** Does the work again. */
  retry?: () => void;
  /** Of a read: goes on with it on a page that was to be left, and stayed. */
  reload?: () => void;
  /** Which call it made; of a task under way, the one before it that asked the same. */
  meta?: CallMeta | undefined;
  /** How often the server made its call again, as far as was told. */
  retries?: number;
}

const facts = new WeakMap<object, TaskFacts>();

/** Adds to what is known of a task. */
export function tellFacts<T, P, C>(task: Task<T, P, C>, more: TaskFacts): void {
  facts.set(task, { ...facts.get(task), ...more });
}

/** What is known of a task. */
export function factsOf(task: object): TaskFacts {
  return facts.get(task) ?? {};
}
