import type { JSX } from "preact";
import { bulk, summarize } from "@/client/job_changes.ts";
import { Icon } from "../Icon.tsx";

/** What became of the last bulk change, failures by name. */
export function BulkResult(): JSX.Element | null {
  const change = bulk.value;
  if (!change) return null;
  const failed = change.jobs.filter(({ jobId }) => change.results.get(jobId)?.status === "failed");
  return (
    <div class="bulk-result">
      <span>{change.running ? `${change.name}…` : summarize(change)}</span>
      {failed.slice(0, 3).map(({ jobId, name }) => (
        <span key={jobId} class="bad-text cut">
          {name}: {change.results.get(jobId)?.message}
        </span>
      ))}
      {failed.length > 3 && <span class="bad-text">and {failed.length - 3} more</span>}
      <span class="grow" />
      {!change.running && (
        <button
          type="button"
          class="button quiet icon-only"
          title="Dismiss"
          onClick={() => bulk.value = undefined}
        >
          <Icon name="close" />
          <span class="hidden-name">Dismiss</span>
        </button>
      )}
    </div>
  );
}
