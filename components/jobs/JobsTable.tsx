import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Job } from "@/server/contract.ts";
import { type JobsWindow, loadedIds } from "@/client/jobs_window.ts";
import type { RowSelection } from "@/client/row_selection.ts";
import type { VisibleRange } from "@/client/visible_range.ts";
import { DataTable } from "../tables/DataTable.tsx";
import { jobColumns } from "./job_columns.tsx";

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

/** The jobs of a queue; Enter and the name open one. */
export function JobsTable({ jobs, hrefOf, ...others }: JobsTableProps): JSX.Element {
  const columns = useMemo(() => jobColumns(hrefOf), [hrefOf]);
  const ids = useMemo(() => loadedIds(jobs), [jobs]);
  return (
    <DataTable
      {...others}
      label="Jobs"
      look="jobs-table"
      columns={columns}
      total={jobs.total}
      rowAt={(index) => jobs.rows.get(index)}
      ids={ids}
      idOf={({ jobId }) => jobId}
      nameOf={({ name }) => name}
      selectable
      stacks
      onOpen={(job) => location.assign(hrefOf(job))}
    />
  );
}
