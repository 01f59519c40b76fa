import type { Task, TaskContext, TaskError } from "@deadline/client/task";
import { requestJson, requestPages, type WireOptions } from "@deadline/client/wire";
import { noticeFailure } from "./connectivity.ts";
import { lineage } from "./selection.ts";
import { offerRetry } from "./retries.ts";
import { scope } from "./scope.ts";

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
  const task = scope.start<T>(name, async (context) => {
    context.effect("unknown");
    const value = await body({ ...context, lineage: lineage() });
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
  offerRetry(task, () => act(name, body, options));
  return task;
}

/** Sends a change and gives the answer. */
export function send<T>(path: string, body: unknown, options: WireOptions): Promise<T> {
  return requestJson<T>(path, { ...options, body });
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
