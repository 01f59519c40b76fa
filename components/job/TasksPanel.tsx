import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { JobChangeResult, JobTask, Step } from "@/server/contract.ts";
import { act, sendForEach } from "@/client/act.ts";
import { announce } from "@/client/announce.ts";
import { jobPath } from "@/client/api.ts";
import { formatCount } from "@/words/amounts.ts";
import { describeTask, type JobPlace, sessionOf, useTasks } from "@/client/job_data.ts";
import type { FilesOf } from "@/client/job_files.ts";
import { changed } from "@/client/live.ts";
import { NO_ROWS, type RowSelection } from "@/client/row_selection.ts";
import { isOver, showStatus } from "@/client/status.ts";
import { FootBar } from "../FootBar.tsx";
import { Empty, ResourceView } from "../States.tsx";
import { Status } from "../StatusMark.tsx";
import { type Column, DataTable } from "../tables/DataTable.tsx";
import { TIME_COLUMNS } from "./time_columns.tsx";

const COLUMNS: readonly Column<JobTask>[] = [
  { id: "name", label: "Task", render: (task) => describeTask(task) },
  { id: "status", label: "Status", render: (task) => <Status of={showStatus(task.runStatus)} /> },
  {
    id: "retries",
    label: "Retries",
    number: true,
    muted: true,
    render: ({ failureRetryCount }) => failureRetryCount || "–",
  },
  ...TIME_COLUMNS,
];

/** The tasks of a step: their state, their log, requeue and cancel. */
export function TasksPanel({ place, step, openLog, download }: {
  place: JobPlace;
  step: Step;
  openLog: (sessionId: string, from?: string) => void;
  /** Opens the dialog that downloads. */
  download: (of: FilesOf) => void;
}): JSX.Element {
  const tasks = useTasks(place, step);
  const [rows, setRows] = useState<RowSelection>(NO_ROWS);
  const [message, setMessage] = useState("");
  useEffect(() => {
    setRows(NO_ROWS);
    setMessage("");
  }, [step.stepId]);
  const data = tasks.state.value.data ?? [];
  const ids = useMemo(() => data.map(({ taskId }) => taskId), [data]);
  const chosen = data.filter(({ taskId }) => rows.selected.has(taskId));
  const change = (verb: string, status: "PENDING" | "CANCELED") =>
    changeTasks(place, step, verb, status, chosen, setMessage);
  const open = (task: JobTask) => {
    const sessionId = sessionOf(task.latestSessionActionId);
    // A task that still runs is followed, one that is over is shown from its beginning.
    if (sessionId) openLog(sessionId, isOver(task.runStatus) ? task.startedAt : undefined);
    else setMessage(`${describeTask(task)} has not been run yet, so it has no log.`);
  };
  return (
    <>
      {(chosen.length > 0 || message) && (
        <div class="task-bar">
          {chosen.length > 0 && (
            <>
              <span class="muted">{chosen.length} selected</span>
              <button type="button" class="button" onClick={() => change("Requeue", "PENDING")}>
                Requeue
              </button>
              <button
                type="button"
                class="button"
                disabled={chosen.every(({ runStatus }) => isOver(runStatus))}
                onClick={() => change("Cancel", "CANCELED")}
              >
                Cancel
              </button>
              {chosen.length === 1 && (
                <button
                  type="button"
                  class="button"
                  onClick={() =>
                    download({
                      kind: "outputs",
                      stepId: step.stepId,
                      taskId: chosen[0].taskId,
                      name: `${step.name}, ${describeTask(chosen[0])}`,
                    })}
                >
                  Download output…
                </button>
              )}
            </>
          )}
          <span class="cut">{message}</span>
        </div>
      )}
      <div class="page-body">
        <ResourceView
          of={tasks}
          name={`List tasks of ${step.name}`}
          rows={8}
          isEmpty={(list) => list.length === 0}
          empty={<Empty>This step has no tasks.</Empty>}
        >
          {(list) => (
            <DataTable
              label="Tasks"
              look="tasks-table"
              columns={COLUMNS}
              total={list.length}
              rowAt={(index) => list[index]}
              ids={ids}
              idOf={({ taskId }) => taskId}
              nameOf={describeTask}
              rows={rows}
              onRows={setRows}
              selectable
              openOnClick
              onOpen={open}
            />
          )}
        </ResourceView>
      </div>
      <FootBar of={tasks}>
        <button
          type="button"
          class="link"
          onClick={() => download({ kind: "outputs", stepId: step.stepId, name: step.name })}
        >
          Download output of this step…
        </button>
        <span>{formatCount(data.length, "task")}</span>
      </FootBar>
    </>
  );
}

function changeTasks(
  place: JobPlace,
  step: Step,
  verb: string,
  status: "PENDING" | "CANCELED",
  tasks: readonly JobTask[],
  tell: (message: string) => void,
): void {
  const name = `${verb} ${formatCount(tasks.length, "task")}`;
  let done = 0;
  const failures: string[] = [];
  tell(`${name}…`);
  const task = act<void>(name, (options) =>
    sendForEach<JobChangeResult>(
      `${jobPath(place.farmId, place.queueId, place.jobId)}/tasks/update`,
      { stepId: step.stepId, taskIds: tasks.map(({ taskId }) => taskId), status },
      options,
      ({ ok, message }) => {
        if (ok) done++;
        else failures.push(message ?? "failed");
      },
    ), { target: step.name });
  task.outcome.then((outcome) => {
    if (outcome.status === "failed") failures.push(outcome.error.message);
    const failed = failures.length > 0 ? `, ${failures.length} failed: ${failures[0]}` : "";
    const words = `${name}: ${done} done${failed}`;
    tell(words);
    announce(words);
    changed();
  });
}
