import type * as sdk from "@aws-sdk/client-deadline";
import { showJob, showStep, showTask, showWorker } from "../jobs/show.ts";
import { compileFilter, compileSort } from "../search/compile.ts";
import {
  type Searchable,
  searchableJobs,
  searchableSteps,
  searchableTasks,
  searchableWorkers,
} from "../search/fields.ts";
import type { Database, Value } from "../store/database.ts";
import { getResource } from "../store/resources.ts";
import type { JobRow, StepRow, TaskRow, WorkerRow } from "../store/rows.ts";
import type { Checked, Context, Output } from "./context.ts";

const PAGE_SIZE = 100;
// The service counts no further.
const MOST_TOTAL = 10_000;

interface SearchInput {
  readonly itemOffset: number;
  readonly pageSize?: number | undefined;
  readonly filterExpressions?: sdk.SearchGroupedFilterExpressions | undefined;
  readonly sortExpressions?: sdk.SearchSortExpression[] | undefined;
}

interface Source {
  readonly columns: string;
  readonly from: string;
  /** The columns that tell two records apart, of the table that is searched. */
  readonly key: readonly string[];
  /** What makes the order total. */
  readonly tieBreak: readonly string[];
  readonly where: string;
  readonly values: readonly Value[];
  readonly searchable: Searchable;
}

/** The Search operations. */
export const search = {
  SearchJobs(input: Checked<sdk.SearchJobsRequest>, context: Context): Output {
    const found = find<JobRow>(context.db, input, {
      columns: "j.*",
      from: "job j",
      key: ["j.id"],
      tieBreak: ["j.created_at", "j.id"],
      ...inQueues(input, context),
      searchable: searchableJobs,
    });
    return { ...found.page, jobs: found.rows.map(showJob) };
  },

  SearchSteps(input: Checked<sdk.SearchStepsRequest>, context: Context): Output {
    const found = find<StepRow & { queue_id: string }>(context.db, input, {
      columns: "s.*, j.queue_id",
      from: "step s JOIN job j ON j.id = s.job_id",
      key: ["s.id"],
      tieBreak: ["s.created_at", "s.job_id", "s.position"],
      ...inQueues(input, context),
      searchable: searchableSteps,
    });
    const show = (row: StepRow & { queue_id: string }) => ({
      ...showStep(row),
      queueId: row.queue_id,
    });
    return { ...found.page, steps: found.rows.map(show) };
  },

  SearchTasks(input: Checked<sdk.SearchTasksRequest>, context: Context): Output {
    type Row = TaskRow & {
      job_id: string;
      queue_id: string;
      created_at: number;
      created_by: string;
    };
    const found = find<Row>(context.db, input, {
      columns: "t.*, s.job_id, j.queue_id, s.created_at, s.created_by",
      from: "task t JOIN step s ON s.id = t.step_id JOIN job j ON j.id = s.job_id",
      key: ["t.step_id", "t.position"],
      tieBreak: ["t.step_id", "t.position"],
      ...inQueues(input, context),
      searchable: searchableTasks,
    });
    const show = (row: Row) => ({
      ...showTask(row, row),
      jobId: row.job_id,
      queueId: row.queue_id,
    });
    return { ...found.page, tasks: found.rows.map(show) };
  },

  SearchWorkers(input: Checked<sdk.SearchWorkersRequest>, { db }: Context): Output {
    for (const id of input.fleetIds) getResource(db, "fleet", id, input.farmId);
    const found = find<WorkerRow>(db, input, {
      columns: "w.*",
      from: "worker w",
      key: ["w.id"],
      tieBreak: ["w.created_at", "w.id"],
      where: `w.fleet_id IN (${input.fleetIds.map(() => "?").join(", ")})`,
      values: input.fleetIds,
      searchable: searchableWorkers,
    });
    return { ...found.page, workers: found.rows.map(showWorker) };
  },
};

function inQueues(
  input: { readonly farmId: string; readonly queueIds: string[]; readonly jobId?: string },
  { db }: Context,
): { where: string; values: Value[] } {
  for (const id of input.queueIds) getResource(db, "queue", id, input.farmId);
  const places = input.queueIds.map(() => "?").join(", ");
  const where = `j.queue_id IN (${places})`;
  return input.jobId === undefined
    ? { where, values: input.queueIds }
    : { where: `${where} AND j.id = ?`, values: [...input.queueIds, input.jobId] };
}

/**
 * Finds the keys of all that matches, as far as the service counts, and reads the records of one
 * page only: keys come from an index alone, records are wide.
 */
function find<Row>(
  db: Database,
  { itemOffset, pageSize = PAGE_SIZE, filterExpressions, sortExpressions }: SearchInput,
  { columns, from, key, tieBreak, where, values, searchable }: Source,
): { rows: Row[]; page: { totalResults: number; nextItemOffset?: number } } {
  const filter = compileFilter(filterExpressions, searchable);
  const sort = compileSort(sortExpressions, searchable, tieBreak);
  const keys = db.all<Record<string, Value>>(
    `SELECT ${key.join(", ")} FROM ${from} WHERE ${where} AND ${filter.sql}
     ORDER BY ${sort.sql} LIMIT ${MOST_TOTAL}`,
    ...values,
    ...filter.values,
    ...sort.values,
  );
  const one = `SELECT ${columns} FROM ${from} WHERE ${
    key.map((column) => `${column} = ?`).join(" AND ")
  }`;
  const rows = keys
    .slice(itemOffset, itemOffset + pageSize)
    .map((found) => db.get<Row>(one, ...Object.values(found))!);
  const next = itemOffset + rows.length;
  const more = rows.length > 0 && next < keys.length;
  const totalResults = keys.length;
  return { rows, page: more ? { totalResults, nextItemOffset: next } : { totalResults } };
}
