import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { JobChange, JobDetail } from "@/server/contract.ts";
import { queryOf } from "@/client/api.ts";
import { formatDuration, shortUser } from "@/client/format.ts";
import { formatNumber } from "@/words/amounts.ts";
import type { JobPlace } from "@/client/job_data.ts";
import type { FilesOf } from "@/client/job_files.ts";
import { bulk, changeJobs } from "@/client/job_changes.ts";
import { now } from "@/client/now.ts";
import { countKinds, estimateLeft, isUnfinished, showJobStatus, totalOf } from "@/client/status.ts";
import { CopyButton } from "../Facts.tsx";
import { Icon } from "../Icon.tsx";
import { ChangeDialog } from "../jobs/ChangeDialog.tsx";
import { TaskBar } from "../ProgressBar.tsx";
import { Elapsed, RelativeTime } from "../RelativeTime.tsx";
import { Status } from "../StatusMark.tsx";

/** Name, status, progress and what can be done with the job. */
export function JobHead({ job, place, download }: {
  job: JobDetail;
  place: JobPlace;
  download: (of: FilesOf) => void;
}): JSX.Element {
  const [dialog, setDialog] = useState<"cancel" | "priority">();
  const run = (change: JobChange) => changeJobs(place, [job], change);
  const { farmId, queueId } = place;
  const busy = bulk.value?.running === true;
  return (
    <header class="job-head">
      <div class="page-head">
        <a
          class="button quiet icon-only"
          href={`/jobs${queryOf({ farm: farmId, queue: queueId })}`}
          title="All jobs"
        >
          <Icon name="back" />
          <span class="hidden-name">All jobs</span>
        </a>
        <h1 class="cut" title={job.name}>{job.name}</h1>
        <Status of={showJobStatus(job)} />
        <CopyButton text={job.jobId} what="job id" />
        <span class="grow" />
        <div class="actions">
          <button
            type="button"
            class="button"
            onClick={() => download({ kind: "outputs", name: job.name })}
          >
            Download…
          </button>
          <Actions job={job} busy={busy} run={run} ask={setDialog} />
        </div>
      </div>
      <div class="job-facts">
        <TaskBar counts={job.counts} wide />
        <JobFacts job={job} />
      </div>
      {job.lifecycleStatusMessage && job.lifecycleStatus.endsWith("FAILED") && (
        <p class="job-message bad-text">{job.lifecycleStatusMessage}</p>
      )}
      {dialog && (
        <ChangeDialog
          kind={dialog}
          jobs={[job]}
          run={run}
          close={() => setDialog(undefined)}
        />
      )}
    </header>
  );
}

function Actions({ job, busy, run, ask }: {
  job: JobDetail;
  busy: boolean;
  run: (change: JobChange) => void;
  ask: (kind: "cancel" | "priority") => void;
}): JSX.Element {
  const over = !isUnfinished(job);
  const suspended = job.taskRunStatus === "SUSPENDED";
  const button = (label: string, onClick: () => void, disabled = false) => (
    <button type="button" class="button" disabled={busy || disabled} onClick={onClick}>
      {label}
    </button>
  );
  return (
    <>
      {button("Requeue", () => run({ kind: "requeue" }))}
      {suspended
        ? button("Resume", () => run({ kind: "resume" }))
        : button("Suspend", () => run({ kind: "suspend" }), over)}
      {button("Cancel…", () => ask("cancel"), over)}
      {button("Priority…", () => ask("priority"))}
    </>
  );
}

function JobFacts({ job }: { job: JobDetail }): JSX.Element {
  const { succeeded, failed, running } = countKinds(job.counts);
  const left = countKinds(job.counts).running > 0 ? estimateLeft(job, now.value) : undefined;
  return (
    <dl class="inline-facts">
      <div>
        <dt>Tasks</dt>
        <dd>
          {formatNumber(succeeded)} / {formatNumber(totalOf(job.counts))}
          {running > 0 && <span class="muted">, {formatNumber(running)} running</span>}
          {failed > 0 && <span class="bad-text">, {formatNumber(failed)} failed</span>}
        </dd>
      </div>
      <div>
        <dt>Elapsed</dt>
        <dd>
          <Elapsed of={job} />
        </dd>
      </div>
      {left !== undefined && (
        <div>
          <dt>Left</dt>
          <dd>{formatDuration(left)}</dd>
        </div>
      )}
      <div>
        <dt>Priority</dt>
        <dd>{job.priority}</dd>
      </div>
      <div>
        <dt>User</dt>
        <dd title={job.createdBy}>{shortUser(job.createdBy)}</dd>
      </div>
      <div>
        <dt>Submitted</dt>
        <dd>
          <RelativeTime at={job.createdAt} />
        </dd>
      </div>
    </dl>
  );
}
