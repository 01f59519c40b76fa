import { signal } from "@preact/signals";
import type { TabEvents } from "@/server/contract.ts";
import { onTabEvent, useTabStream } from "./tab_stream.ts";

/** Counts up whenever jobs of the queue changed; panels use it as their `refresh`. */
export const revision = signal(0);

/** Counts up when jobs came, went or took on another status: the rest leaves counts as they are. */
export const statusRevision = signal(0);

let statuses: number | undefined;

/** Has all panels read anew what may have changed. */
export function changed(): void {
  revision.value = revision.peek() + 1;
  statusRevision.value = statusRevision.peek() + 1;
}

onTabEvent("changed", (data) => {
  const { statuses: now } = data as TabEvents["changed"];
  if (now === statuses) revision.value = revision.peek() + 1;
  else changed();
  statuses = now;
});
// What changed meanwhile was not told.
onTabEvent("gap", changed);

/** Keeps the panel's queue under watch while the component is there and the tab is seen. */
export function useLive(): number {
  useTabStream();
  return revision.value;
}

/** As {@linkcode useLive}, for what depends on how many jobs are in which status only. */
export function useLiveStatuses(): number {
  useTabStream();
  return statusRevision.value;
}
