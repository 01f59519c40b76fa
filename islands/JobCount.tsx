import type { JSX } from "preact";
import { useCounts } from "@/client/counts.ts";
import { formatNumber } from "@/words/amounts.ts";

/** How many jobs the queue has, in the side bar. */
export default function JobCount(): JSX.Element {
  const counts = useCounts();
  return <span class="count">{counts ? formatNumber(counts.all) : ""}</span>;
}
