import type { JSX } from "preact";
import type { Job } from "@/server/contract.ts";
import { formatDuration, shortUser } from "@/client/format.ts";
import { formatNumber } from "@/words/amounts.ts";
import { bulk, type RowResult } from "@/client/job_changes.ts";
import { now } from "@/client/now.ts";
import { countKinds, estimateLeft, showJobStatus, totalOf } from "@/client/status.ts";
import { Icon } from "../Icon.tsx";
import { TaskBar } from "../ProgressBar.tsx";
import { Elapsed, RelativeTime } from "../RelativeTime.tsx";
import { Status } from "../StatusMark.tsx";
import type { Column } from "../tables/DataTable.tsx";

/** The columns of the jobs table. */
export function jobColumns(hrefOf: (job: Job) => string): Column<Job>[] {
  return [
    {
      id: "name",
      label: "Name",
      sort: "name",
      render: (job) => (
        <span class="name-cell">
          <a class="cut" href={hrefOf(job)} tabIndex={-1} title={job.name}>{job.name}</a>
          <Result id={job.jobId} />
        </span>
      ),
    },
    {
      id: "status",
      label: "Status",
      sort: "taskRunStatus",
      render: (job) => (
        <span title={job.lifecycleStatusMessage}>
          <Status of={showJobStatus(job)} />
        </span>
      ),
    },
    { id: "progress", label: "Progress", render: (job) => <TaskBar counts={job.counts} /> },
    {
      id: "tasks",
      label: "Tasks",
      number: true,
      muted: true,
      render: ({ counts }) =>
        `${formatNumber(countKinds(counts).succeeded)} / ${formatNumber(totalOf(counts))}`,
    },
    {
      id: "priority",
      label: "Priority",
      sort: "priority",
      number: true,
      render: ({ priority }) => priority,
    },
    {
      id: "user",
      label: "User",
      sort: "createdBy",
      muted: true,
      render: ({ createdBy }) => <span title={createdBy}>{shortUser(createdBy)}</span>,
    },
    {
      id: "submitted",
      label: "Submitted",
      sort: "createdAt",
      muted: true,
      render: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      id: "elapsed",
      label: "Elapsed",
      number: true,
      muted: true,
      render: (job) => <Elapsed of={job} />,
    },
    { id: "left", label: "Left", number: true, muted: true, render: (job) => <Left job={job} /> },
  ];
}

function Left({ job }: { job: Job }): JSX.Element {
  const left = countKinds(job.counts).running > 0 ? estimateLeft(job, now.value) : undefined;
  return <span>{left === undefined ? "–" : formatDuration(left)}</span>;
}

/** What the last bulk change did to this job. */
function Result({ id }: { id: string }): JSX.Element | null {
  const result: RowResult | undefined = bulk.value?.results.get(id);
  if (!result) return null;
  if (result.status === "waiting") return <span class="row-result muted">…</span>;
  const failed = result.status === "failed";
  const words = result.message ?? (failed ? "Failed" : "Done");
  return (
    <span class={failed ? "row-result bad-text" : "row-result muted"} title={words}>
      <Icon name={failed ? "warning" : "check"} small />
      <span class="cut">{words}</span>
    </span>
  );
}
