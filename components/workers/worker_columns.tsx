import type { JSX } from "preact";
import type { Worker } from "@/server/contract.ts";
import { queryOf } from "@/client/api.ts";
import { shortId } from "@/client/format.ts";
import type { ShownStatus, StatusKind } from "@/client/status.ts";
import { sentenceOf } from "@/client/words.ts";
import { RelativeTime } from "../RelativeTime.tsx";
import { Status } from "../StatusMark.tsx";
import type { Column } from "../tables/DataTable.tsx";

const KINDS: Record<string, StatusKind> = {
  CREATED: "waiting",
  STARTED: "waiting",
  IDLE: "waiting",
  RUNNING: "running",
  STOPPING: "suspended",
  STOPPED: "canceled",
  NOT_COMPATIBLE: "failed",
  NOT_RESPONDING: "failed",
};

/** Says the status of a worker. */
export function showWorkerStatus({ status }: Pick<Worker, "status">): ShownStatus {
  return { kind: KINDS[status] ?? "waiting", label: sentenceOf(status) };
}

/** The columns of the workers table. */
export function workerColumns(farmId: string): Column<Worker>[] {
  return [
    {
      id: "name",
      label: "Worker",
      render: ({ hostName, workerId }) => hostName ?? <code>{shortId(workerId)}</code>,
    },
    { id: "status", label: "Status", render: (worker) => <Status of={showWorkerStatus(worker)} /> },
    {
      id: "running",
      label: "Runs",
      render: ({ running = [] }) =>
        running.length === 0
          ? <span class="muted">–</span>
          : running.map((one) => <RunningJob key={one.sessionId} farmId={farmId} of={one} />),
    },
    { id: "fleet", label: "Fleet", muted: true, render: ({ fleetName }) => fleetName },
    {
      id: "updated",
      label: "Seen",
      muted: true,
      render: ({ updatedAt, createdAt }) => <RelativeTime at={updatedAt ?? createdAt} />,
    },
  ];
}

/** A link to the job that a worker runs. */
export function RunningJob(
  { farmId, of }: { farmId: string; of: NonNullable<Worker["running"]>[number] },
): JSX.Element {
  const { jobId, jobName, queueId, sessionId } = of;
  return (
    <a
      class="running-job"
      href={`/jobs/${jobId}${queryOf({ farm: farmId, queue: queueId, log: sessionId })}`}
    >
      {jobName ?? shortId(jobId)}
    </a>
  );
}
