import { useEffect, useMemo } from "preact/hooks";
import type { CallMeta } from "@deadline/client/wire";
import { requestPages } from "@deadline/client/wire";
import type { Job } from "@/server/contract.ts";
import { queryOf, queuePath } from "./api.ts";
import { type Ask, Resource } from "./resource.ts";
import { lineage } from "./selection.ts";
import type { VisibleRange } from "./visible_range.ts";

/** The jobs loaded so far, by their place in the whole list. */
export interface JobsWindow {
  rows: ReadonlyMap<number, Job>;
  total: number;
}

/** What the table shows. */
export interface JobsQuery {
  text: string;
  /** A status group; `all` for every one. */
  status: string;
  sort: string;
  order: string;
}

interface Place {
  farmId: string;
  queueId: string;
}

const PAGE = 100;

/**
 * Jobs of a queue around what is in sight: pages load as they are scrolled to, and a refresh loads
 * only what is looked at.
 */
export function useJobs(
  place: Place | undefined,
  query: JobsQuery,
  range: VisibleRange,
  revision: number,
): Resource<JobsWindow> {
  const resource = useMemo(() => new Resource<JobsWindow>("jobs.list"), []);
  const of = place && JSON.stringify([place, query]);
  const first = Math.floor(range.first / PAGE) * PAGE;
  const end = Math.max(first + PAGE, Math.ceil(range.end / PAGE) * PAGE);
  const ask = (fresh: boolean) => {
    if (!place || !of) return;
    // A refresh that is overtaken by scrolling is still owed.
    const owed = resource.state.peek().waiting !== "no";
    const wanted = askJobs(place, query, of, { first, end }, fresh || owed);
    if (fresh) resource.refresh(wanted);
    else resource.ask(wanted);
  };
  useEffect(() => of ? ask(true) : resource.clear(), [of, revision]);
  useEffect(() => {
    const { data, of: loaded } = resource.state.peek();
    if (data && loaded === of && isMissing(data, first, end)) ask(false);
  }, [of, first, end]);
  useEffect(() => () => resource.clear(), []);
  return resource;
}

/** Whether a row of the range is not loaded yet. */
export function isMissing({ rows, total }: JobsWindow, first: number, end: number): boolean {
  for (let at = first; at < Math.min(end, total); at++) if (!rows.has(at)) return true;
  return false;
}

/** The ids of the loaded jobs, in the order of the table. */
export function loadedIds({ rows }: JobsWindow): string[] {
  return [...rows].sort(([a], [b]) => a - b).map(([, job]) => job.jobId);
}

function askJobs(
  { farmId, queueId }: Place,
  query: JobsQuery,
  of: string,
  { first, end }: VisibleRange,
  fresh: boolean,
): Ask<JobsWindow> {
  const path = `${queuePath(farmId, queueId)}/jobs${
    queryOf({
      ...query,
      status: query.status === "all" ? undefined : query.status,
      offset: first,
      limit: end - first,
    })
  }`;
  return {
    name: "List jobs",
    of,
    lineage: lineage(),
    async *load(options, before) {
      const rows = new Map(fresh ? [] : before?.rows);
      let at = first;
      let meta: CallMeta | undefined;
      const onMeta = (facts: CallMeta) => void (meta = facts);
      for await (const jobs of requestPages<Job>(path, { ...options, onMeta })) {
        for (const job of jobs) rows.set(at++, job);
        yield { data: { rows: new Map(rows), total: Math.max(before?.total ?? 0, at) } };
      }
      yield { data: { rows, total: meta?.total ?? at }, meta };
    },
  };
}
