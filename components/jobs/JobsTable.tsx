import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Job } from "@/server/contract.ts";
import { bulk } from "@/client/job_changes.ts";
import { type JobsWindow, loadedIds } from "@/client/jobs_window.ts";
import {
  extendTo,
  moveCursor,
  NO_ROWS,
  type RowSelection,
  toggleAll,
  toggleRow,
} from "@/client/row_selection.ts";
import { useMedia, useViewport } from "@/client/use_viewport.ts";
import { type VisibleRange, visibleRange } from "@/client/visible_range.ts";
import { JOB_COLUMNS } from "./columns.ts";
import { JobRow, PendingRow } from "./JobRow.tsx";

/** What {@linkcode JobsTable} takes. */
export interface JobsTableProps {
  jobs: JobsWindow;
  sort: string;
  order: string;
  onSort: (sort: string) => void;
  rows: RowSelection;
  onRows: (rows: RowSelection) => void;
  onRange: (range: VisibleRange) => void;
  hrefOf: (job: Job) => string;
}

const ROW = 32;
const TALL_ROW = 56;
const HEAD = 30;

/** The jobs, of which only those in sight are in the document. */
export function JobsTable(props: JobsTableProps): JSX.Element {
  const { jobs, rows, onRows, onRange, hrefOf } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = useViewport(scroller);
  const tall = useMedia("(max-width: 560px)");
  const height = tall ? TALL_ROW : ROW;
  const range = visibleRange(viewport, height, jobs.total);
  useEffect(() => onRange(range), [range.first, range.end]);
  const order = loadedIds(jobs);
  const toggle = (id: string, extend: boolean) =>
    onRows(extend ? extendTo(rows, id, order) : toggleRow(rows, id));

  const onKeyDown = (event: KeyboardEvent) => {
    const next = keyed(event, rows, order);
    if (next) onRows(next);
    else if (event.key === "Enter" && rows.cursor) {
      const job = [...jobs.rows.values()].find(({ jobId }) => jobId === rows.cursor);
      if (job) location.assign(hrefOf(job));
    } else return;
    event.preventDefault();
    if (next?.cursor) reveal(scroller.current, indexOf(jobs, next.cursor), height);
  };

  const shown = [];
  for (let index = range.first; index < range.end; index++) {
    const job = jobs.rows.get(index);
    shown.push(
      job
        ? (
          <JobRow
            key={job.jobId}
            job={job}
            index={index}
            href={hrefOf(job)}
            selected={rows.selected.has(job.jobId)}
            active={rows.cursor === job.jobId}
            result={bulk.value?.results.get(job.jobId)}
            onToggle={toggle}
            onFocus={(id) => onRows({ ...rows, cursor: id, anchor: id })}
          />
        )
        : <PendingRow key={index} index={index} columns={JOB_COLUMNS.length + 1} />,
    );
  }
  return (
    <div class="table-scroll" ref={scroller}>
      <table
        class="table jobs-table"
        role="grid"
        tabIndex={0}
        aria-label="Jobs"
        aria-multiselectable="true"
        aria-rowcount={jobs.total + 1}
        aria-activedescendant={rows.cursor && order.includes(rows.cursor)
          ? `row-${rows.cursor}`
          : undefined}
        onKeyDown={onKeyDown}
      >
        <JobsHead {...props} ids={order} />
        <tbody>
          <Space rows={range.first} height={height} />
          {shown}
          <Space rows={jobs.total - range.end} height={height} />
        </tbody>
      </table>
    </div>
  );
}

function JobsHead(props: JobsTableProps & { ids: string[] }): JSX.Element {
  const { ids, rows, onRows, sort, order, onSort } = props;
  const all = ids.length > 0 && ids.every((id) => rows.selected.has(id));
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th class="col-check">
          <input
            type="checkbox"
            aria-label="Select all loaded jobs"
            checked={all}
            ref={(box) => {
              if (box) box.indeterminate = !all && rows.selected.size > 0;
            }}
            onClick={() => onRows(toggleAll(rows, ids))}
          />
        </th>
        {JOB_COLUMNS.map((column) => {
          const by = column.sort;
          const sorted = by !== undefined && by === sort;
          const direction = order === "asc" ? "ascending" : "descending";
          return (
            <th
              key={column.id}
              class={`col-${column.id}${column.number ? " number" : ""}`}
              aria-sort={sorted ? direction : undefined}
            >
              {by === undefined
                ? column.label
                : (
                  <button type="button" class="sort" onClick={() => onSort(by)}>
                    {column.label}
                    <span aria-hidden="true">{sorted ? (order === "asc" ? " ▴" : " ▾") : ""}</span>
                  </button>
                )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** Stands in for the rows that are out of sight. */
function Space({ rows, height }: { rows: number; height: number }): JSX.Element | null {
  if (rows <= 0) return null;
  return (
    <tr class="space" aria-hidden="true">
      <td colSpan={JOB_COLUMNS.length + 1} height={rows * height} />
    </tr>
  );
}

function keyed(
  event: KeyboardEvent,
  rows: RowSelection,
  order: readonly string[],
): RowSelection | undefined {
  const { key, shiftKey, ctrlKey, metaKey } = event;
  // Buttons and links inside keep their own keys.
  if ((event.target as Element).closest("button, a, input")) return undefined;
  const steps: Record<string, number> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: 20,
    PageUp: -20,
    End: order.length,
    Home: -order.length,
  };
  if (key in steps) return moveCursor(rows, steps[key], order, shiftKey);
  if (key === " " && rows.cursor) {
    return shiftKey ? extendTo(rows, rows.cursor, order) : toggleRow(rows, rows.cursor);
  }
  if (key === "a" && (ctrlKey || metaKey)) return { ...rows, selected: new Set(order) };
  if (key === "Escape" && rows.selected.size > 0) return { ...NO_ROWS, cursor: rows.cursor };
  return undefined;
}

function indexOf(jobs: JobsWindow, id: string): number {
  for (const [index, job] of jobs.rows) if (job.jobId === id) return index;
  return 0;
}

function reveal(scroller: HTMLElement | null, index: number, height: number): void {
  if (!scroller) return;
  const top = index * height;
  const bottom = top + height;
  const shown = scroller.clientHeight - HEAD;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (bottom > scroller.scrollTop + shown) scroller.scrollTop = bottom - shown;
}
