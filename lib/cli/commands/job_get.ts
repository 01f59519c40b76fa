import { getJob } from "../../api/jobs.ts";
import { searchJobs } from "../../api/search.ts";
import type { Context } from "../context.ts";
import { estimateRemaining } from "../estimate_remaining.ts";
import { withoutMetadata } from "../without_metadata.ts";

/** Shows a job, by its id or by text in its name. */
export async function run(context: Context): Promise<void> {
  const [term] = context.args.positional;
  if (term === undefined) return await showJob(context, await context.jobIds());
  const [farmId, queueId] = [await context.farmId(), await context.queueId()];
  if (/^job-[0-9a-f]{32}$/.test(term)) {
    return await showJob(context, { farmId, queueId, jobId: term });
  }
  const { items, totalResults } = await searchJobs({
    farmId,
    queueIds: [queueId],
    filter: { text: term },
    sort: [{ field: "createdAt", descending: true }],
    pageSize: 5,
  }, await context.calls());
  if (totalResults === 1) {
    return await showJob(context, { farmId, queueId, jobId: items[0].jobId! });
  }
  if (context.format() === "yaml") {
    const shown = items.length === 0
      ? `No jobs found matching "${term}"`
      : `Found ${totalResults} job(s) matching "${term}", showing most recent ${items.length}:\n`;
    context.say(shown);
    if (items.length === 0) return;
  }
  context.print(items.map(({ name, jobId, taskRunStatus, createdAt }) => ({
    name,
    jobId,
    taskRunStatus,
    createdAt,
  })));
}

async function showJob(
  context: Context,
  ids: { farmId: string; queueId: string; jobId: string },
): Promise<void> {
  const job = withoutMetadata(await getJob(ids, await context.calls()));
  const estimatedTimeRemaining = estimateRemaining(job) ?? "N/A";
  if (context.format() !== "yaml") return context.print({ ...job, estimatedTimeRemaining });
  context.print(job);
  context.say(`estimatedTimeRemaining: ${estimatedTimeRemaining}`);
}
