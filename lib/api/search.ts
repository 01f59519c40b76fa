import { call, type CallOptions, type InputOf, type OperationOf } from "../session/call.ts";
import { type PageStream, pageStream } from "./page_stream.ts";
import {
  type SearchFilter,
  type SearchSort,
  toFilterExpressions,
  toSortExpressions,
} from "./search_filter.ts";
import type {
  JobSearchSummary,
  StepSearchSummary,
  TaskSearchSummary,
  WorkerSearchSummary,
} from "./shapes.ts";

/** What all searches take. */
export interface SearchInput {
  /** The farm to search in. */
  farmId: string;
  /** What to find; everything, unless given. */
  filter?: SearchFilter | undefined;
  /** The order of the results; at most five keys. */
  sort?: readonly SearchSort[] | undefined;
  /**
   * How many results to skip, up to 10,000.
   *
   * @default {0}
   */
  offset?: number | undefined;
  /**
   * How many results a page has, up to 100.
   *
   * @default {100}
   */
  pageSize?: number | undefined;
}

/** Input of {@linkcode searchJobs}. */
export interface SearchJobsInput extends SearchInput {
  /** The queues whose jobs are searched; one to ten. */
  queueIds: readonly string[];
}

/** Input of {@linkcode searchSteps} and {@linkcode searchTasks}. */
export interface SearchInJobsInput extends SearchJobsInput {
  /** The job to search in; all jobs of the queues, unless given. */
  jobId?: string | undefined;
}

/** Input of {@linkcode searchWorkers}. */
export interface SearchWorkersInput extends SearchInput {
  /** The fleets whose workers are searched; one to ten. */
  fleetIds: readonly string[];
}

/** One page of what a search found. */
export interface SearchPage<Item> {
  /** What was found, in the order asked for. */
  items: Item[];
  /** How many there are in all; the service counts up to 10,000. */
  totalResults: number;
  /** The `offset` of the next page; absent on the last one. */
  nextOffset?: number | undefined;
}

/**
 * Searches jobs and gives one page.
 *
 * ```ts
 * import { searchJobs } from "@deadline/client";
 *
 * const { items, totalResults } = await searchJobs({
 *   farmId: "farm-0123456789abcdef0123456789abcdef",
 *   queueIds: ["queue-0123456789abcdef0123456789abcdef"],
 *   filter: { text: "shot 12", fields: { taskRunStatus: ["RUNNING", "READY"] } },
 *   sort: [{ field: "createdAt", descending: true }],
 * });
 * console.log(`${items.length} of ${totalResults}`);
 * ```
 */
export function searchJobs(
  input: SearchJobsInput,
  options: CallOptions = {},
): Promise<SearchPage<JobSearchSummary>> {
  return search("SearchJobs", "jobs", input, options);
}

/** Searches steps and gives one page. */
export function searchSteps(
  input: SearchInJobsInput,
  options: CallOptions = {},
): Promise<SearchPage<StepSearchSummary>> {
  return search("SearchSteps", "steps", input, options);
}

/** Searches tasks and gives one page. */
export function searchTasks(
  input: SearchInJobsInput,
  options: CallOptions = {},
): Promise<SearchPage<TaskSearchSummary>> {
  return search("SearchTasks", "tasks", input, options);
}

/** Searches workers and gives one page. */
export function searchWorkers(
  input: SearchWorkersInput,
  options: CallOptions = {},
): Promise<SearchPage<WorkerSearchSummary>> {
  return search("SearchWorkers", "workers", input, options);
}

/**
 * Makes one list of all pages of a search, up to the 10,000 results that the service gives.
 *
 * ```ts
 * import { searchAll, searchJobs } from "@deadline/client";
 *
 * const ids = { farmId: "farm-...", queueIds: ["queue-..."] };
 * for await (const job of searchAll(searchJobs, ids)) console.log(job.name);
 * ```
 */
export function searchAll<Input extends SearchInput, Item>(
  search: (input: Input, options?: CallOptions) => Promise<SearchPage<Item>>,
  input: Input,
  options: CallOptions = {},
): PageStream<Item> {
  return pageStream<Item, number>(async (offset = input.offset) => {
    const page = await search({ ...input, offset }, options);
    return { items: page.items, next: page.nextOffset };
  });
}

/** The service skips at most this many results. */
const LAST_OFFSET = 10_000;

async function search<Item, O extends Extract<OperationOf<"deadline">, `Search${string}`>>(
  operation: O,
  key: string,
  input: SearchInput,
  options: CallOptions,
): Promise<SearchPage<Item>> {
  const { filter, sort, offset = 0, pageSize = 100, ...ids } = input;
  const filterExpressions = filter && toFilterExpressions(filter);
  const request = {
    ...ids,
    itemOffset: offset,
    pageSize,
    ...(filterExpressions ? { filterExpressions } : {}),
    ...(sort?.length ? { sortExpressions: toSortExpressions(sort) } : {}),
  } as unknown as InputOf<"deadline", O>;
  const output = await call("deadline", operation, request, options) as Record<string, unknown>;
  const next = output.nextItemOffset as number | undefined;
  return {
    items: (output[key] ?? []) as Item[],
    totalResults: output.totalResults as number,
    nextOffset: next !== undefined && next <= LAST_OFFSET ? next : undefined,
  };
}
