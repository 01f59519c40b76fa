import type { JSX } from "preact";
import type { JobCounts } from "@/server/contract.ts";
import { formatNumber } from "@/words/amounts.ts";
import { STATUS_GROUPS, type StatusKind } from "@/client/status.ts";
import { StatusMark } from "../StatusMark.tsx";

/** Status groups with their counts; one is chosen. */
export function StatusChips(
  { counts, chosen, choose }: {
    counts: JobCounts | undefined;
    chosen: string;
    choose: (group: string) => void;
  },
): JSX.Element {
  return (
    <div class="chips" role="group" aria-label="Status">
      {STATUS_GROUPS.map(({ group, label }) => (
        <button
          key={group}
          type="button"
          class="status-chip"
          aria-pressed={chosen === group}
          onClick={() => choose(group)}
        >
          {group !== "all" && <StatusMark kind={group as StatusKind} />}
          {label}
          <b>{counts ? formatNumber(counts[group]) : ""}</b>
        </button>
      ))}
    </div>
  );
}
