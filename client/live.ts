import { signal } from "@preact/signals";
import { onTabEvent, useTabStream } from "./tab_stream.ts";

/** Counts up whenever jobs of the queue changed; panels use it as their `refresh`. */
export const revision = signal(0);

const changed = () => revision.value = revision.peek() + 1;
onTabEvent("changed", changed);
// What changed meanwhile was not told.
onTabEvent("gap", changed);

/** Keeps the panel's queue under watch while the component is there and the tab is seen. */
export function useLive(): number {
  useTabStream();
  return revision.value;
}
