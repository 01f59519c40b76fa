import type { Task, TaskContext, TaskError } from "@deadline/client/task";
import { type CallMeta, requestJson, requestPages, type WireOptions } from "@deadline/client/wire";
import { noticeFailure } from "./connectivity.ts";
import { lineage } from "./selection.ts";
import { scope } from "./scope.ts";
import { tellFacts } from "./task_facts.ts";

/** What becomes of a change that a person asked for. */
export interface ActOptions<T> {
  /** Only the newest of a key counts; leave it out where each counts. */
  key?: string;
  /** What it works on, for people. */
  target?: string;
  onResult?: (value: T) => void;
  onError?: (error: TaskError) => void;
  /** Told that it is over, however it ended. */
  onSettled?: () => void;
}

/** Starts a change and keeps its effect known: not sent, unknown while it is out, applied. */
export function act<T>(
  name: string,
  body: (options: WireOptions & TaskContext) => Promise<T>,
  options: ActOptions<T> = {},
): Task<T> {
  const { onError, onSettled, ...others } = options;
  const onMeta = (meta: CallMeta) => tellFacts(task, { meta });
  const task = scope.start<T>(name, async (context) => {
    context.effect("unknown");
    const value = await body({ ...context, lineage: lineage(), onMeta });
    context.effect("applied");
    return value;
  }, {
    ...others,
    onError: (error) => {
      noticeFailure(error);
      onError?.(error);
    },
    onSettled: () => onSettled?.(),
  });
  tellFacts(task, { retry: () => act(name, body, options) });
  return task;
}

/** Sends a change and gives the answer. */
export async function send<T>(path: string, body: unknown, options: WireOptions): Promise<T> {
  const answer = await requestJson<T>(path, { ...options, body });
  const { meta } = (answer ?? {}) as { meta?: CallMeta };
  if (meta) options.onMeta?.(meta);
  return answer;
}

/** Sends a change that answers item by item. */
export async function sendForEach<T>(
  path: string,
  body: unknown,
  options: WireOptions,
  onItem: (item: T) => void,
): Promise<void> {
  for await (const items of requestPages<T>(path, { ...options, body, method: "POST" })) {
    items.forEach(onItem);
  }
}
