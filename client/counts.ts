import { useEffect } from "preact/hooks";
import type { JobCounts } from "@/server/contract.ts";
import { loadOne, queuePath } from "./api.ts";
import { place, useChoices } from "./choices.ts";
import { useLiveStatuses } from "./live.ts";
import { Resource } from "./resource.ts";
import { lineage } from "./selection.ts";

/** How many jobs of the queue are in each group; shared by the side bar and the chips. */
export const counts = new Resource<JobCounts>("jobs.counts");

let loaded = "";

/** Keeps the counts up to date while a component shows them. */
export function useCounts(): JobCounts | undefined {
  useChoices();
  const revision = useLiveStatuses();
  const at = place.value;
  const wanted = at && `${at.farmId}/${at.queueId}`;
  useEffect(() => {
    if (!at || !wanted) {
      loaded = "";
      return counts.clear();
    }
    // Several components watch; the first to see a change asks for all.
    if (loaded === `${wanted} ${revision}`) return;
    loaded = `${wanted} ${revision}`;
    counts.refresh({
      name: "Count jobs",
      of: wanted,
      lineage: lineage(),
      load: loadOne(`${queuePath(at.farmId, at.queueId)}/job-counts`),
    });
  }, [wanted, revision]);
  return counts.state.value.data;
}
