import { waitForJob, type WaitForJobResult } from "../../api/wait_for_job.ts";
import { getJob } from "../../api/jobs.ts";
import { DeadlineError } from "../../errors/mod.ts";
import type { GetJobOutput } from "../../api/shapes.ts";
import type { Context } from "../context.ts";
import { ExitError } from "../errors.ts";

/** The exit code that tells how a job ended; any other status counts as failure. */
const EXIT_CODES: Record<string, number> = {
  SUCCEEDED: 0,
  FAILED: 2,
  CANCELED: 3,
  SUSPENDED: 4,
  NOT_COMPATIBLE: 5,
};
/** Clears what a longer line before has left. */
const CLEAR_LINE = "\x1b[K";
const TIMED_OUT = 1;
const FAILED = 2;

/** Waits until a job has ended, shows the tasks that failed, and ends with a code that tells how. */
export async function run(context: Context): Promise<void> {
  const ids = await context.jobIds();
  const calls = await context.calls();
  const seconds = (option: string) => (context.args.number(option) ?? 0) * 1000;
  const { name = "" } = await getJob(ids, calls);
  const speaks = !context.speaksJson;
  if (speaks) context.say(`Waiting for job ${ids.jobId} to complete...\nJob Name: ${name}`);
  const started = performance.now();
  let result: WaitForJobResult;
  try {
    result = await waitForJob(ids, {
      ...calls,
      timeout: seconds("timeout") || undefined,
      maxInterval: seconds("max-poll-interval") || undefined,
      onProgress: (job) => {
        if (speaks) {
          context.io.out(`\r${progressLine(job, performance.now() - started)}${CLEAR_LINE}`);
        }
      },
    });
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    if (speaks) context.say();
    tellFailure(context, ids.jobId, name, error);
    throw new ExitError(error.operation === "WaitForJob" ? TIMED_OUT : FAILED);
  }
  if (speaks) context.say();
  tellResult(context, ids.jobId, name, result);
  const code = result.failedTasks.length > 0 ? FAILED : EXIT_CODES[result.status] ?? FAILED;
  if (code !== 0) throw new ExitError(code);
}

function progressLine(job: GetJobOutput, elapsed: number): string {
  const counts = job.taskRunStatusCounts ?? {};
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const workers = (counts.RUNNING ?? 0) + (counts.ASSIGNED ?? 0) + (counts.STARTING ?? 0);
  return `Current status: ${job.taskRunStatus ?? ""} (${counts.SUCCEEDED ?? 0}/${total} tasks ` +
    `succeeded, ${workers} workers running). [${(elapsed / 1000).toFixed(1)}s elapsed]`;
}

function tellResult(context: Context, jobId: string, jobName: string, result: WaitForJobResult) {
  const { status, elapsed } = result;
  const failedTasks = result.failedTasks.map(({ stepId, taskId, stepName, sessionId = null }) => ({
    stepId,
    taskId,
    stepName,
    sessionId,
  }));
  const elapsedTime = elapsed / 1000;
  if (context.speaksJson) {
    const report = { jobId, jobName, status, elapsedTime, failedTasks };
    return context.say(JSON.stringify(report, null, 2));
  }
  context.say(`Job ID: ${jobId}`);
  context.say(`Job completed with status: ${status}`);
  context.say(`Elapsed time: ${elapsedTime.toFixed(1)} seconds`);
  if (failedTasks.length === 0) return context.say("No failed tasks found.");
  context.say(`Found ${failedTasks.length} failed tasks:`);
  context.print(failedTasks);
}

function tellFailure(context: Context, jobId: string, jobName: string, error: DeadlineError) {
  context.io.err(`Error: ${error.message}\n`);
  if (error.hint) context.io.err(`Hint: ${error.hint}\n`);
  if (!context.speaksJson) return context.say(`Job ID: ${jobId}\nJob Name: ${jobName}`);
  const timeout = error.operation === "WaitForJob" ? { timeout: true } : {};
  context.say(JSON.stringify({ error: error.message, ...timeout, jobId, jobName }, null, 2));
}
