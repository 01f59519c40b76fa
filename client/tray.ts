import { signal } from "@preact/signals";
import type { Task, TaskError } from "@deadline/client/task";
import type { CallMeta } from "@deadline/client/wire";
import { inBrowser } from "./in_browser.ts";
import { scope } from "./scope.ts";
import { stopWords } from "./stop_words.ts";
import { factsOf } from "./task_facts.ts";

/** A task that has ended, as the tray keeps it. */
export interface EndedTask {
  id: number;
  name: string;
  target?: string | undefined;
  requestId: string;
  /** `succeeded`, `failed`, `cancelled`, `timedOut`. */
  status: string;
  /** Why, in words, where there is a why. */
  why?: string | undefined;
  error?: TaskError | undefined;
  ms: number;
  endedAt: number;
  /** Which call it made, where one was answered. */
  meta?: CallMeta | undefined;
  /** How often its call was made again. */
  retries?: number | undefined;
  /** Does it again; for what did not succeed. */
  retry?: (() => void) | undefined;
}

/** Tasks under way that have waited long enough to be worth showing, oldest first. */
export const running = signal<readonly Task<unknown>[]>([]);

/** Tasks that ended lately and mattered, newest first. */
export const ended = signal<readonly EndedTask[]>([]);

/** Counts up when progress or a note of a running task changes. */
export const trayChanges = signal(0);

const SHOW_AFTER = 300;
const KEEP = 20;
const LONG = 1000;

if (inBrowser) {
  scope.subscribe(({ kind, task }) => {
    if (isStream(task)) return;
    if (kind === "started") setTimeout(refresh, SHOW_AFTER);
    if (kind === "progress" || kind === "note") trayChanges.value++;
    if (kind === "settled") {
      refresh();
      const kept = keep(task);
      if (kept) ended.value = [kept, ...ended.value].slice(0, KEEP);
    }
  });
}

/** Takes one out of the list of what has ended: it is being done again. */
export function forgetEnded(id: number): void {
  ended.value = ended.value.filter((one) => one.id !== id);
}

/** Empties the list of what has ended. */
export function clearEnded(): void {
  ended.value = [];
}

/** Streams stay open on purpose; showing them as work under way would be a lie. */
function isStream(task: Task<unknown>): boolean {
  return task.key?.startsWith("stream.") ?? false;
}

function refresh(): void {
  const since = Date.now() - SHOW_AFTER;
  running.value = scope.tasks.filter((task) => !isStream(task) && task.startedAt <= since);
}

/** Quick reads come and go by the hundred; only changes, failures and long waits are kept. */
function keep(task: Task<unknown>): EndedTask | undefined {
  const outcome = task.settled!;
  const ms = (task.settledAt ?? task.startedAt) - task.startedAt;
  const { retry, meta, retries } = factsOf(task);
  const common = {
    id: task.id,
    name: task.name,
    target: task.target,
    requestId: task.requestId,
    status: outcome.status,
    ms,
    endedAt: Date.now(),
    meta,
    retries: meta?.retries ?? retries,
    retry: outcome.status === "succeeded" ? undefined : retry,
  };
  switch (outcome.status) {
    case "failed":
      return { ...common, error: outcome.error, why: outcome.error.message };
    case "timedOut":
      return { ...common, why: stopWords("timeout", outcome.effect) };
    case "cancelled":
      // Whoever leaves a page knows why its tasks ended.
      if (outcome.reason === "navigated" || outcome.reason === "closed") return undefined;
      return { ...common, why: stopWords(outcome.reason, outcome.effect) };
    case "superseded":
      return undefined;
    case "succeeded":
      return ms >= LONG || task.key === undefined ? common : undefined;
  }
}
