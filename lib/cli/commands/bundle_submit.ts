import { submitBundle } from "../../bundle/submit_bundle.ts";
import { setSetting } from "../../config/set_settings.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";

/** With any of these the job submitted is not of the configured queue, so it is not remembered. */
const ELSEWHERE = ["profile", "farm-id", "region", "queue-id", "storage-profile-id"];

/** Submits a job bundle to a queue. */
export async function run(context: Context): Promise<void> {
  const { args } = context;
  const [farmId, queueId] = [await context.farmId(), await context.queueId()];
  const config = await context.config();
  const isYaml = context.format() === "yaml";
  const [directory] = args.positional;
  const job = await submitBundle(directory, {
    farmId,
    queueId,
    name: args.text("name"),
    parameters: readParameters(args.all("parameter")),
    priority: args.number("priority"),
    maxFailedTasksCount: args.number("max-failed-tasks-count"),
    maxRetriesPerTask: args.number("max-retries-per-task"),
    maxWorkerCount: args.number("max-worker-count"),
    targetTaskRunStatus: args.text("target-task-run-status") as "READY" | "SUSPENDED" | undefined,
    storageProfileId: config.get("settings.storage_profile_id") || undefined,
    cwd: context.io.cwd,
    defaults: {
      maxFailedTasksCount: config.getInteger("settings.max_failed_tasks_count"),
      maxRetriesPerTask: config.getInteger("settings.max_retries_per_task"),
    },
  }, {
    ...await context.calls(),
    confirm: ({ queueName }) => {
      if (isYaml) context.say(`Submitting to Queue: ${queueName}\n`);
      return true;
    },
    onProgress: ({ phase }) => {
      if (isYaml && phase === "waiting") context.say("Waiting for Job to be created...");
    },
    onUnknown: () => {
      context.io.err("The job may have been created; see 'deadline job list'.\n");
    },
  });
  if (ELSEWHERE.every((option) => args.text(option) === undefined)) {
    const overrides = { "defaults.farm_id": farmId, "defaults.queue_id": queueId };
    await setSetting("defaults.job_id", job.jobId, { env: context.io.env, overrides });
  }
  if (!isYaml) return context.print(job);
  context.say(`Submitted job bundle:\n   ${directory}`);
  context.say(`${job.message || "The job was created."}\n${job.jobId}`);
}

/** Reads `NAME=VALUE` words. */
function readParameters(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => {
    const at = word.indexOf("=");
    if (at < 1) {
      throw new UsageError(`Invalid value for '--parameter': '${word}' is not Name=Value.`);
    }
    return [word.slice(0, at), word.slice(at + 1)];
  }));
}
