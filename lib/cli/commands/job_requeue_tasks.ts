import { getJob } from "../../api/jobs.ts";
import { requeueTasks } from "../../api/requeue_tasks.ts";
import type { TaskRunStatus } from "../../api/shapes.ts";
import type { Context } from "../context.ts";
import { nonZero } from "../non_zero.ts";

/** Puts tasks of a job back in the queue, after telling how many and asking. */
export async function run(context: Context): Promise<void> {
  const ids = await context.jobIds();
  const calls = await context.calls();
  const asked = context.args.all("run-status") as readonly TaskRunStatus[];
  const runStatuses = asked.length > 0 ? asked : ["SUSPENDED", "CANCELED", "FAILED"] as const;
  const job = await getJob(ids, calls);
  const counts = nonZero(job.taskRunStatusCounts);
  const chosen = Object.entries(counts).filter(([status]) =>
    runStatuses.some((wanted) => wanted === status)
  );
  const total = chosen.reduce((sum, [, count]) => sum + count, 0);
  const isYaml = context.format() === "yaml";
  if (isYaml) {
    context.say(`Job: ${job.name} (${job.jobId})`);
    context.print({ taskRunStatusCounts: counts });
    const names = [...new Set(runStatuses)].sort().join(", ");
    context.say(`Requeuing all tasks with run status among: ${names}`);
  }
  if (total === 0) {
    return isYaml ? context.say("No tasks to requeue.") : context.print({ requeued: [] });
  }
  const summary = chosen.map(([status, count]) => `${count} ${status} tasks`).join(", ");
  if (isYaml) {
    context.say(`This action will requeue an estimated ${total} total tasks (${summary})`);
  }
  await context.confirm("Are you sure you want to requeue these tasks?", "No tasks were requeued.");
  let step = "";
  const requeued = await requeueTasks({ ...ids, runStatuses }, {
    ...calls,
    onProgress: (_, { stepId, stepName, taskId, runStatus }) => {
      if (!isYaml) return;
      if (step !== stepId) context.say(`\nStep: ${stepName} (${step = stepId})`);
      context.say(`    ${runStatus} ${taskId}`);
    },
  });
  if (isYaml) context.say(`\nRequeued a total of ${requeued.length} tasks.`);
  else context.print({ requeued });
}
