import { signal } from "@preact/signals";
import type { Job, JobChange, JobChangeResult } from "@/server/contract.ts";
import { act, sendForEach } from "./act.ts";
import { announce } from "./announce.ts";
import { queuePath } from "./api.ts";
import { formatCount } from "@/words/amounts.ts";
import { changed } from "./live.ts";

/** What is known of a change of one job. */
export interface RowResult {
  status: "waiting" | "applied" | "failed";
  message?: string | undefined;
}

/** A bulk change, while it runs and after. */
export interface BulkChange {
  /** "Cancel 3 jobs". */
  name: string;
  jobs: readonly Job[];
  results: ReadonlyMap<string, RowResult>;
  running: boolean;
}

/** The last bulk change of this page, until it is dismissed. */
export const bulk = signal<BulkChange | undefined>(undefined);

/** Milliseconds that good news is shown. */
const GOOD_NEWS = 6000;

const VERBS: Record<JobChange["kind"], string> = {
  cancel: "Cancel",
  suspend: "Suspend",
  resume: "Resume",
  archive: "Archive",
  requeue: "Requeue",
  priority: "Set the priority of",
};

/** Says a change in words: "Requeue 2 jobs". */
function nameChange(change: JobChange, count: number): string {
  return `${VERBS[change.kind]} ${formatCount(count, "job")}`;
}

/** Changes jobs; each row learns what became of it as soon as it is known. */
export function changeJobs(
  place: { farmId: string; queueId: string },
  jobs: readonly Job[],
  change: JobChange,
): void {
  const name = nameChange(change, jobs.length);
  const results = new Map<string, RowResult>(
    jobs.map(({ jobId }) => [jobId, { status: "waiting" }]),
  );
  const show = (running: boolean) =>
    bulk.value = { name, jobs, results: new Map(results), running };
  const settleRest = (message: string) => {
    for (const [id, { status }] of results) {
      if (status === "waiting") results.set(id, { status: "failed", message });
    }
  };
  show(true);
  const task = act<void>(
    name,
    (options) =>
      sendForEach<JobChangeResult>(
        `${queuePath(place.farmId, place.queueId)}/jobs/update`,
        { jobIds: jobs.map(({ jobId }) => jobId), change },
        options,
        ({ id, ok, message }) => {
          results.set(id, { status: ok ? "applied" : "failed", message });
          show(true);
        },
      ),
    { onError: (error) => settleRest(error.message) },
  );
  task.outcome.then((outcome) => {
    settleRest(outcome.status === "succeeded" ? "No answer for this job" : "Stopped: not known");
    show(false);
    announce(summarize(bulk.value!));
    changed();
    dismissIfGood(bulk.value!);
  });
}

/** Good news goes by itself; failures stay until they are dismissed. */
function dismissIfGood(change: BulkChange): void {
  if ([...change.results.values()].some(({ status }) => status === "failed")) return;
  setTimeout(() => bulk.value === change && (bulk.value = undefined), GOOD_NEWS);
}

/** "Cancel 3 jobs: 2 done, 1 failed". */
export function summarize({ name, results }: BulkChange): string {
  const failed = [...results.values()].filter(({ status }) => status === "failed").length;
  const done = [...results.values()].filter(({ status }) => status === "applied").length;
  return `${name}: ${done} done${failed > 0 ? `, ${failed} failed` : ""}`;
}
