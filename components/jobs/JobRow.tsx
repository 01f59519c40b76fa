import type { JSX } from "preact";
import type { Job } from "@/server/contract.ts";
import { formatDuration, formatNumber } from "@/client/format.ts";
import type { RowResult } from "@/client/job_changes.ts";
import { now } from "@/client/now.ts";
import { countKinds, estimateLeft, showJobStatus, totalOf } from "@/client/status.ts";
import { Icon } from "../Icon.tsx";
import { TaskBar } from "../ProgressBar.tsx";
import { Elapsed, RelativeTime } from "../RelativeTime.tsx";
import { Status } from "../StatusMark.tsx";

/** What {@linkcode JobRow} takes. */
export interface JobRowProps {
  job: Job;
  /** Its place in the whole list, from 0. */
  index: number;
  href: string;
  selected: boolean;
  active: boolean;
  result: RowResult | undefined;
  onToggle: (id: string, range: boolean) => void;
  onFocus: (id: string) => void;
}

/** One job. The whole row reacts to Ctrl and Shift clicks, the name is a link. */
export function JobRow(props: JobRowProps): JSX.Element {
  const { job, index, href, selected, active, result, onToggle, onFocus } = props;
  const { jobId } = job;
  const onClick = (event: MouseEvent) => {
    if ((event.target as Element).closest("a, input")) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) onToggle(jobId, event.shiftKey);
    else onFocus(jobId);
  };
  return (
    <tr
      id={`row-${jobId}`}
      aria-rowindex={index + 2}
      aria-selected={selected}
      class={active ? "active" : undefined}
      onClick={onClick}
    >
      <td class="col-check">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${job.name}`}
          checked={selected}
          onClick={(event) => onToggle(jobId, event.shiftKey)}
        />
      </td>
      <td class="col-name cut">
        <a href={href} tabIndex={-1} title={job.name}>{job.name}</a>
        {result && <ResultMark of={result} />}
      </td>
      <td class="col-status" title={job.lifecycleStatusMessage}>
        <Status of={showJobStatus(job)} />
      </td>
      <td class="col-progress">
        <TaskBar counts={job.counts} />
      </td>
      <td class="col-tasks number muted">
        {formatNumber(countKinds(job.counts).succeeded)} / {formatNumber(totalOf(job.counts))}
      </td>
      <td class="col-priority number">{job.priority}</td>
      <td class="col-user muted cut">{job.createdBy}</td>
      <td class="col-submitted muted">
        <RelativeTime at={job.createdAt} />
      </td>
      <td class="col-elapsed number muted">
        <Elapsed of={job} />
      </td>
      <td class="col-left number muted">
        <Left job={job} />
      </td>
    </tr>
  );
}

/** A row whose page is not loaded yet. */
export function PendingRow({ index, columns }: { index: number; columns: number }): JSX.Element {
  return (
    <tr aria-rowindex={index + 2} class="pending">
      <td colSpan={columns}>
        <div class={`bone bone-${index % 4}`} />
      </td>
    </tr>
  );
}

function Left({ job }: { job: Job }): JSX.Element {
  const left = job.taskRunStatus === "RUNNING" ? estimateLeft(job, now.value) : undefined;
  return <span>{left === undefined ? "–" : formatDuration(left)}</span>;
}

function ResultMark({ of }: { of: RowResult }): JSX.Element {
  if (of.status === "waiting") return <span class="row-result muted">…</span>;
  const failed = of.status === "failed";
  const words = of.message ?? (failed ? "Failed" : "Done");
  return (
    <span class={failed ? "row-result bad-text" : "row-result muted"} title={words}>
      <Icon name={failed ? "warning" : "check"} small />
      {words}
    </span>
  );
}
