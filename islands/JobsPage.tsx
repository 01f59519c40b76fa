import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Job, JobChange } from "@/server/contract.ts";
import { queryOf } from "@/client/api.ts";
import { place, useChoices } from "@/client/choices.ts";
import { pageCommands } from "@/client/commands.ts";
import { useCounts } from "@/client/counts.ts";
import { formatNumber } from "@/words/amounts.ts";
import { bulk, changeJobs } from "@/client/job_changes.ts";
import { type JobsWindow, useJobs } from "@/client/jobs_window.ts";
import { useShortcuts } from "@/client/keys.ts";
import { useLive } from "@/client/live.ts";
import { QueryState } from "@/client/query_state.ts";
import { NO_ROWS, type RowSelection } from "@/client/row_selection.ts";
import type { VisibleRange } from "@/client/visible_range.ts";
import { FootBar } from "@/components/FootBar.tsx";
import { BulkBar } from "@/components/jobs/BulkBar.tsx";
import { BulkResult } from "@/components/jobs/BulkResult.tsx";
import { type AskedChange, ChangeDialog } from "@/components/jobs/ChangeDialog.tsx";
import { JobsTable } from "@/components/jobs/JobsTable.tsx";
import { StatusChips } from "@/components/jobs/StatusChips.tsx";
import { NeedPlace } from "@/components/NeedPlace.tsx";
import { Empty, ResourceView } from "@/components/States.tsx";

const DEFAULTS = {
  text: "",
  status: "all",
  sort: "createdAt",
  order: "desc",
  selected: "",
  farm: "",
  queue: "",
};

/** Enough ids for a link to a colleague; more would not fit into every URL. */
const IDS_IN_URL = 20;
const TYPING_PAUSE = 120;

/** The Jobs page: filter, table, and what can be done with the selected. */
export default function JobsPage(): JSX.Element {
  useChoices();
  const state = useMemo(() => new QueryState(DEFAULTS), []);
  const { text, status, sort, order, selected } = state.values.value;
  const [range, setRange] = useState<VisibleRange>({ first: 0, end: 0 });
  const [dialog, setDialog] = useState<AskedChange>();
  const [rows, setRows] = useState<RowSelection>(() =>
    selected ? { selected: new Set(selected.split(",")) } : NO_ROWS
  );
  const at = place.value;
  const revision = useLive();
  const jobs = useJobs(at, { text, status, sort, order }, range, revision);
  const { data } = jobs.state.value;
  const chosen = useChosen(data, rows.selected);

  useEffect(() => {
    if (!at) return;
    state.set({
      farm: at.farmId,
      queue: at.queueId,
      selected: [...rows.selected].slice(0, IDS_IN_URL).join(","),
    });
  }, [at?.farmId, at?.queueId, rows.selected]);
  // Rows of another queue must not stay selected.
  const shownQueue = useRef(at?.queueId);
  useEffect(() => {
    if (shownQueue.current && shownQueue.current !== at?.queueId) {
      setRows(NO_ROWS);
      bulk.value = undefined;
    }
    shownQueue.current = at?.queueId ?? shownQueue.current;
  }, [at?.queueId]);

  const run = (change: JobChange, jobs: readonly Job[] = chosen) => {
    if (at && jobs.length > 0) changeJobs(at, jobs, change);
  };
  useBulkCommands(chosen.length, run, setDialog);
  const onSort = (by: string) => {
    const flipped = order === "asc" ? "desc" : "asc";
    state.set({ sort: by, order: by === sort ? flipped : by === "name" ? "asc" : "desc" });
  };
  return (
    <>
      <div class="page-head">
        <h1>Jobs</h1>
        <FilterField text={text} onText={(value) => state.set({ text: value })} />
        {rows.selected.size > 0 && (
          <BulkBar
            count={rows.selected.size}
            jobs={chosen}
            run={run}
            ask={setDialog}
          />
        )}
        <span class="grow" />
        <a class="button primary" href="/submit">Submit job</a>
      </div>
      {at ? <Chips chosen={status} choose={(group) => state.set({ status: group })} /> : null}
      <BulkResult />
      <div class="page-body panel">
        {at
          ? (
            <ResourceView
              of={jobs}
              name="List jobs"
              rows={18}
              isEmpty={({ total }) => total === 0}
              empty={
                <NoJobs
                  filtered={text !== "" || status !== "all"}
                  reset={() => state.set({ text: "", status: "all" })}
                />
              }
            >
              {(window) => (
                <JobsTable
                  jobs={window}
                  sort={sort}
                  order={order}
                  onSort={onSort}
                  rows={rows}
                  onRows={setRows}
                  onRange={setRange}
                  hrefOf={jobHref}
                />
              )}
            </ResourceView>
          )
          : <NeedPlace of="jobs" />}
      </div>
      <FootBar of={jobs}>{data && <Extent jobs={data} />}</FootBar>
      {dialog && (
        <ChangeDialog
          kind={dialog}
          jobs={chosen}
          run={run}
          close={() => setDialog(undefined)}
        />
      )}
    </>
  );
}

function jobHref({ jobId }: Job): string {
  const { farmId, queueId } = place.peek() ?? {};
  return `/jobs/${jobId}${queryOf({ farm: farmId, queue: queueId })}`;
}

function Chips(props: { chosen: string; choose: (group: string) => void }): JSX.Element {
  return <StatusChips counts={useCounts()} {...props} />;
}

/** Those of the selected jobs that are known; they may have scrolled out of the loaded pages. */
function useChosen(data: JobsWindow | undefined, selected: ReadonlySet<string>): Job[] {
  const known = useRef(new Map<string, Job>());
  for (const job of data?.rows.values() ?? []) {
    if (selected.has(job.jobId)) known.current.set(job.jobId, job);
  }
  return [...selected].flatMap((id) => known.current.get(id) ?? []);
}

function FilterField(
  { text, onText }: { text: string; onText: (text: string) => void },
): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useShortcuts([{ keys: "/", label: "Filter", run: () => field.current?.select() }]);
  return (
    <input
      ref={field}
      type="search"
      class="field filter"
      aria-label="Filter jobs"
      placeholder="Filter by name, user, parameter…  /"
      value={text}
      onInput={(event) => {
        const { value } = event.currentTarget;
        clearTimeout(timer.current ?? undefined);
        timer.current = setTimeout(() => onText(value), TYPING_PAUSE);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        onText("");
        event.currentTarget.blur();
      }}
    />
  );
}

function NoJobs({ filtered, reset }: { filtered: boolean; reset: () => void }): JSX.Element {
  return filtered
    ? (
      <Empty
        action={<button type="button" class="button" onClick={reset}>Show all jobs</button>}
      >
        No job matches the filter.
      </Empty>
    )
    : (
      <Empty action={<a class="button primary" href="/submit">Submit job</a>}>
        This queue has no jobs yet.
      </Empty>
    );
}

function Extent({ jobs }: { jobs: JobsWindow }): JSX.Element {
  return (
    <span class="extent">
      {formatNumber(jobs.total)} {jobs.total === 1 ? "job" : "jobs"}
    </span>
  );
}

function useBulkCommands(
  count: number,
  run: (change: JobChange) => void,
  ask: (kind: AskedChange) => void,
): void {
  useEffect(() => {
    const of = `${count} selected ${count === 1 ? "job" : "jobs"}`;
    pageCommands.value = count === 0 ? [] : [
      { label: `Requeue ${of}`, icon: "jobs", note: "job", run: () => run({ kind: "requeue" }) },
      { label: `Suspend ${of}`, icon: "jobs", note: "job", run: () => run({ kind: "suspend" }) },
      { label: `Resume ${of}`, icon: "jobs", note: "job", run: () => run({ kind: "resume" }) },
      { label: `Cancel ${of}…`, icon: "close", note: "job", run: () => ask("cancel") },
      { label: `Priority of ${of}…`, icon: "jobs", note: "job", run: () => ask("priority") },
      { label: `Archive ${of}…`, icon: "folder", note: "job", run: () => ask("archive") },
    ];
    return () => void (pageCommands.value = []);
  }, [count]);
}
