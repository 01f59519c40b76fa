import { signal } from "@preact/signals";
import { describeRetry } from "@deadline/client/task";
import type { RetryState } from "@/server/contract.ts";
import { act, send } from "./act.ts";
import { scope } from "./scope.ts";
import { onTabEvent } from "./tab_stream.ts";
import { tellFacts } from "./task_facts.ts";

/** Calls that the server waits to make again, by the request, or the operation, that waits for them. */
export const serverRetries = signal<ReadonlyMap<string, RetryState>>(new Map());

onTabEvent("retries", (states) => {
  serverRetries.value = new Map((states as RetryState[]).map((one) => [one.requestId, one]));
  for (const task of scope.tasks) {
    const wait = serverRetries.value.get(task.requestId);
    if (wait) tellFacts(task, { retries: wait.attempt - 1 });
  }
});
// What ended meanwhile is not told; what still waits will be.
for (const event of ["interrupted", "gap"]) {
  onTabEvent(event, () => serverRetries.value = new Map());
}

/** Says what a call waits for: "retrying in 2 s (3 of 5)". */
export function retryWords({ at, attempt, attempts }: RetryState, now: number): string {
  return describeRetry({ attempt, attempts, delay: Date.parse(at) - now });
}

/** Has the server make the call now. */
export function retryNow({ requestId }: RetryState): void {
  const path = `/api/requests/${encodeURIComponent(requestId)}`;
  act("Retry now", (wire) => send(path, {}, wire), { key: `retry.${requestId}` });
}
