import { getJob, updateJob } from "../../api/jobs.ts";
import type { Context } from "../context.ts";
import { nonZero } from "../non_zero.ts";

type Target = "CANCELED" | "SUSPENDED" | "FAILED" | "SUCCEEDED";

/** Cancels a job, after showing it and asking. */
export async function run(context: Context): Promise<void> {
  const ids = await context.jobIds();
  const calls = await context.calls();
  const target = (context.args.text("mark-as") ?? "CANCELED") as Target;
  const job = await getJob(ids, calls);
  context.print({
    name: job.name,
    jobId: job.jobId,
    taskRunStatus: job.taskRunStatus,
    taskRunStatusCounts: nonZero(job.taskRunStatusCounts),
    startedAt: job.startedAt ?? "",
    endedAt: job.endedAt ?? "",
    createdBy: job.createdBy,
    createdAt: job.createdAt,
  });
  const marked = target === "CANCELED" ? "" : ` and mark its taskRunStatus as ${target}`;
  await context.confirm(`Are you sure you want to cancel this job${marked}?`, "Job not canceled.");
  if (context.format() === "yaml") {
    context.say(
      target === "CANCELED" ? "Canceling job..." : `Canceling job and marking as ${target}...`,
    );
  }
  await updateJob({ ...ids, targetTaskRunStatus: target }, calls);
}
