import { searchJobs } from "../../api/search.ts";
import type { Context } from "../context.ts";
import { estimateRemaining } from "../estimate_remaining.ts";

/** Lists the jobs of a queue, newest first, a page at a time. */
export async function run(context: Context): Promise<void> {
  const { args } = context;
  const offset = args.number("item-offset") ?? 0;
  const { items, totalResults } = await searchJobs({
    farmId: await context.farmId(),
    queueIds: [await context.queueId()],
    sort: [{ field: "createdAt", descending: true }],
    pageSize: args.number("page-size") ?? 5,
    offset,
  }, await context.calls());
  if (context.format() === "yaml") {
    context.say(`Displaying ${items.length} of ${totalResults} Jobs starting at ${offset}\n`);
  }
  context.print(items.map((job) => ({
    name: job.name ?? "",
    jobId: job.jobId ?? "",
    taskRunStatus: job.taskRunStatus ?? "",
    startedAt: job.startedAt ?? "",
    endedAt: job.endedAt ?? "",
    createdBy: job.createdBy ?? "",
    createdAt: job.createdAt ?? "",
    estimatedTimeRemaining: estimateRemaining(job) ?? "N/A",
  })));
}
