import {
  type SearchFilter,
  searchJobs,
  type SearchJobsInput,
  type SearchSort,
} from "@deadline/client";
import { TaskError } from "@deadline/client/task";
import type { Job, JobCounts, TaskRunStatus } from "./contract.ts";
import type { Ask } from "./ask.ts";
import { toJob } from "./shapes/job.ts";

/** The status groups of the jobs page, and the task run statuses that make them up. */
export const STATUS_GROUPS: Record<Exclude<keyof JobCounts, "all">, readonly TaskRunStatus[]> = {
  running: ["RUNNING", "STARTING", "ASSIGNED", "SCHEDULED", "INTERRUPTING"],
  waiting: ["READY", "PENDING"],
  failed: ["FAILED", "NOT_COMPATIBLE"],
  succeeded: ["SUCCEEDED"],
  suspended: ["SUSPENDED"],
  canceled: ["CANCELED"],
};

const STATUSES: ReadonlySet<string> = new Set(Object.values(STATUS_GROUPS).flat());

/** Fields of a job that can be sorted by. */
const SORT_FIELDS: ReadonlySet<string> = new Set([
  "name",
  "taskRunStatus",
  "priority",
  "createdBy",
  "createdAt",
  "startedAt",
  "endedAt",
  "updatedAt",
]);

/** The service gives at most this many results a page. */
const PAGE = 100;

/** What the query of the request asks the library for. */
export function jobSearchOf({ params, query }: Pick<Ask, "params" | "query">): SearchJobsInput {
  return {
    farmId: params.farm,
    queueIds: [params.queue],
    filter: filterOf(query),
    sort: sortOf(query),
    offset: count(query, "offset", 0),
  };
}

/** Pages of jobs as the query of the request asks for them. */
export async function* jobPages(
  { params, query, call, meta }: Pick<Ask, "params" | "query" | "call" | "meta">,
): AsyncGenerator<Job[], void> {
  const search = jobSearchOf({ params, query });
  let offset = search.offset;
  let left = count(query, "limit", PAGE);
  while (left > 0) {
    const pageSize = Math.min(left, PAGE);
    const page = await searchJobs({ ...search, offset, pageSize }, call);
    meta.total = page.totalResults;
    yield page.items.map(toJob);
    if (page.nextOffset === undefined) return;
    offset = page.nextOffset;
    left -= pageSize;
  }
}

/** How many jobs of a queue are in each status group. */
export async function jobCounts(
  { params, call }: Pick<Ask, "params" | "call">,
): Promise<JobCounts> {
  const target = { farmId: params.farm, queueIds: [params.queue], pageSize: 1 };
  const total = async (filter?: SearchFilter) =>
    (await searchJobs({ ...target, filter }, call)).totalResults;
  const groups = Object.entries(STATUS_GROUPS).map(async ([group, taskRunStatus]) =>
    [group, await total({ fields: { taskRunStatus } })] as const
  );
  const [all, ...counted] = await Promise.all([total(), ...groups]);
  return { all, ...Object.fromEntries(counted) } as JobCounts;
}

function filterOf(query: URLSearchParams): SearchFilter {
  const text = query.get("text")?.trim() || undefined;
  const asked = query.get("status")?.split(",").filter((each) => each !== "" && each !== "all");
  const taskRunStatus = asked?.flatMap((each): readonly string[] => {
    if (each in STATUS_GROUPS) return STATUS_GROUPS[each as keyof typeof STATUS_GROUPS];
    if (STATUSES.has(each)) return [each];
    throw badQuery("status", each);
  });
  return { text, fields: { taskRunStatus } };
}

function sortOf(query: URLSearchParams): SearchSort[] {
  const field = query.get("sort") ?? "createdAt";
  if (!SORT_FIELDS.has(field)) throw badQuery("sort", field);
  const order = query.get("order") ?? (query.has("sort") ? "asc" : "desc");
  const direction = /^(asc|desc)(ending)?$/i.exec(order)?.[1].toLowerCase();
  if (!direction) throw badQuery("order", order);
  return [{ field, descending: direction === "desc" }];
}

function count(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name) ?? String(otherwise);
  if (!/^[0-9]{1,5}$/.test(text)) throw badQuery(name, text);
  return Number(text);
}

function badQuery(name: string, value: string): TaskError {
  return new TaskError(`"${value}" is no ${name} that jobs can be listed by`, {
    code: "BadRequest",
    status: 400,
  });
}
