import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { JobSession, SessionAction } from "@/server/contract.ts";
import { shortId } from "@/client/format.ts";
import { formatCount } from "@/words/amounts.ts";
import { type JobPlace, useActions } from "@/client/job_data.ts";
import type { Resource } from "@/client/resource.ts";
import { NO_ROWS, type RowSelection } from "@/client/row_selection.ts";
import { showStatus } from "@/client/status.ts";
import type { TaskRunStatus } from "@/server/contract.ts";
import { sentenceOf } from "@/client/words.ts";
import { CopyableId } from "../Facts.tsx";
import { FootBar } from "../FootBar.tsx";
import { Elapsed } from "../RelativeTime.tsx";
import { Empty, ResourceView } from "../States.tsx";
import { Status } from "../StatusMark.tsx";
import { type Column, DataTable } from "../tables/DataTable.tsx";
import { TIME_COLUMNS } from "./time_columns.tsx";

const COLUMNS: readonly Column<JobSession>[] = [
  { id: "name", label: "Session", render: ({ sessionId }) => <code>{shortId(sessionId)}</code> },
  {
    id: "worker",
    label: "Worker",
    muted: true,
    render: ({ workerId }) => <code title={workerId}>{shortId(workerId)}</code>,
  },
  {
    id: "status",
    label: "Status",
    render: ({ lifecycleStatus, endedAt }) => (
      <Status
        of={endedAt
          ? { kind: "succeeded", label: "Ended" }
          : { kind: "running", label: sentenceOf(lifecycleStatus) }}
      />
    ),
  },
  ...TIME_COLUMNS,
];

/** The sessions of a job: where and when it ran, and the actions of the one that is open. */
export function SessionsPanel({ place, sessions, open, openLog, revision }: {
  place: JobPlace;
  sessions: Resource<JobSession[]>;
  open: string | undefined;
  openLog: (sessionId: string) => void;
  revision: number;
}): JSX.Element {
  const [rows, setRows] = useState<RowSelection>({ ...NO_ROWS, cursor: open });
  const { data: unsorted = [] } = sessions.state.value;
  const data = useMemo(
    () => [...unsorted].sort((a, b) => b.startedAt.localeCompare(a.startedAt)),
    [unsorted],
  );
  const ids = useMemo(() => data.map(({ sessionId }) => sessionId), [data]);
  return (
    <div class="split">
      <div class="split-main">
        <div class="page-body">
          <ResourceView
            of={sessions}
            name="List sessions"
            rows={4}
            isEmpty={(list) => list.length === 0}
            empty={<Empty>No worker has begun with this job yet.</Empty>}
          >
            {() => (
              <DataTable
                label="Sessions"
                look="sessions-table"
                columns={COLUMNS}
                total={data.length}
                rowAt={(index) => data[index]}
                ids={ids}
                idOf={({ sessionId }) => sessionId}
                nameOf={({ sessionId }) => sessionId}
                rows={rows}
                onRows={setRows}
                openOnClick
                onOpen={({ sessionId }) => openLog(sessionId)}
              />
            )}
          </ResourceView>
        </div>
        <FootBar of={sessions}>
          <span>{formatCount(data.length, "session")}</span>
        </FootBar>
      </div>
      {open && <Actions place={place} sessionId={open} revision={revision} />}
    </div>
  );
}

function Actions(
  { place, sessionId, revision }: { place: JobPlace; sessionId: string; revision: number },
): JSX.Element {
  const actions = useActions(place, sessionId, revision);
  return (
    <aside class="split-side" aria-label="Session actions">
      <h3>
        Actions of <CopyableId id={sessionId} what="session id" />
      </h3>
      <ResourceView
        of={actions}
        name="List session actions"
        rows={3}
        isEmpty={(list) => list.length === 0}
        empty={<Empty>This session has done nothing yet.</Empty>}
      >
        {(list) => (
          <ol class="session-actions">
            {list.map((action) => <Action key={action.sessionActionId} of={action} />)}
          </ol>
        )}
      </ResourceView>
    </aside>
  );
}

const KINDS: Record<SessionAction["kind"], string> = {
  envEnter: "Enter environment",
  envExit: "Exit environment",
  taskRun: "Run task",
  syncInputJobAttachments: "Fetch input files",
};

function Action({ of }: { of: SessionAction }): JSX.Element {
  return (
    <li>
      <Status of={{ ...showStatus(of.status as TaskRunStatus), label: KINDS[of.kind] }} />
      <span class="muted number">
        <Elapsed of={of} />
      </span>
      <span class="cut">{of.target}</span>
      <span class="muted cut">
        {[
          sentenceOf(of.status),
          of.endedAt === undefined && of.progressPercent !== undefined &&
          `${Math.round(of.progressPercent)} %`,
          of.processExitCode !== undefined && `exit code ${of.processExitCode}`,
          of.progressMessage,
        ].filter(Boolean).join(" · ")}
      </span>
    </li>
  );
}
