import { resolve } from "@std/path";
import { describeHooks, findHooks, type HookSource } from "../../bundle/hook_sources.ts";
import { saveDebugSnapshot } from "../../bundle/debug_snapshot.ts";
import type { JobAttachmentsFileSystem } from "../../bundle/job_attachments.ts";
import type {
  SubmissionSummary,
  SubmitBundleInput,
  SubmitBundleOptions,
} from "../../bundle/submission.ts";
import { submitBundle } from "../../bundle/submit_bundle.ts";
import { expandHome } from "../../config/config_path.ts";
import { setSetting } from "../../config/set_settings.ts";
import type { Context } from "../context.ts";
import { describeSubmission } from "../describe_submission.ts";
import { ExitError } from "../errors.ts";
import { cacheFolder } from "../manifest_input.ts";
import { readParameterWords } from "../parameter_words.ts";
import { type ProgressLines, progressLines } from "../progress_lines.ts";

/** With any of these the job submitted is not of the configured queue, so it is not remembered. */
const ELSEWHERE = ["profile", "farm-id", "region", "queue-id", "storage-profile-id"];

/** Submits a job bundle to a queue. */
export async function run(context: Context): Promise<void> {
  const { args } = context;
  const isYaml = context.format() === "yaml";
  const [directory] = args.positional;
  const input = { ...await inputOf(context), hooks: await hooksOf(context, directory) };
  using progress = progressLines(context);
  const options: SubmitBundleOptions = {
    ...await context.calls(),
    cacheDir: cacheFolder(context),
    confirm: (summary) => confirm(context, summary, progress),
    onProgress(value) {
      if (value.phase === "hashing" || value.phase === "uploading") return progress(value);
      progress[Symbol.dispose]();
      if (isYaml && value.phase === "waiting") context.say("Waiting for Job to be created...");
    },
    onHookLine: (line) => isYaml ? context.say(line) : context.io.err(`${line}\n`),
    onHookWarning: ({ message }) => context.io.err(`Warning: ${message}\n`),
    onUnknown: () => {
      context.io.err("The job may have been created; see 'deadline job list'.\n");
    },
  };
  const snapshot = args.text("save-debug-snapshot");
  if (snapshot !== undefined) return await saveSnapshot(context, input, snapshot, options);
  const job = await submitBundle(directory, input, options);
  if (ELSEWHERE.every((option) => args.text(option) === undefined)) {
    const { farmId, queueId } = input;
    const overrides = { "defaults.farm_id": farmId, "defaults.queue_id": queueId };
    await setSetting("defaults.job_id", job.jobId, { env: context.io.env, overrides });
  }
  if (context.format() === "json") {
    return context.say(JSON.stringify({ messageType: "summary", ...job }));
  }
  if (!isYaml) return context.print(job);
  context.say(`Submitted job bundle:\n   ${directory}`);
  context.say(`${job.message || "The job was created."}\n${job.jobId}`);
}

async function inputOf(context: Context): Promise<SubmitBundleInput> {
  const { args, io } = context;
  const [farmId, queueId] = [await context.farmId(), await context.queueId()];
  const config = await context.config();
  const separator = Deno.build.os === "windows" ? ";" : ":";
  const configured = config.get("settings.known_asset_paths").split(separator);
  const fileSystem = args.text("job-attachments-file-system") ??
    config.get("defaults.job_attachments_file_system");
  return {
    farmId,
    queueId,
    name: args.text("name"),
    parameters: readParameterWords(args.all("parameter")),
    priority: args.number("priority"),
    maxFailedTasksCount: args.number("max-failed-tasks-count"),
    maxRetriesPerTask: args.number("max-retries-per-task"),
    maxWorkerCount: args.number("max-worker-count"),
    targetTaskRunStatus: args.text("target-task-run-status") as "READY" | "SUSPENDED" | undefined,
    storageProfileId: config.get("settings.storage_profile_id") || undefined,
    fileSystem: (fileSystem || "COPIED") as JobAttachmentsFileSystem,
    requirePathsExist: args.flag("require-paths-exist"),
    forceS3Check: args.flag("force-s3-check") ||
      (!args.flag("no-force-s3-check") && config.getBoolean("settings.force_s3_check")),
    knownAssetPaths: [
      ...args.all("known-asset-path").map((path) => resolve(io.cwd, expandHome(path, io.env))),
      ...configured.map((path) => expandHome(path, io.env)),
    ].filter((path) => path !== ""),
    submitterName: args.text("submitter-name") ?? "CLI",
    cwd: io.cwd,
    defaults: {
      maxFailedTasksCount: config.getInteger("settings.max_failed_tasks_count"),
      maxRetriesPerTask: config.getInteger("settings.max_retries_per_task"),
    },
  };
}

/** The hooks that the workstation allows and the person agrees to. */
async function hooksOf(context: Context, directory: string): Promise<HookSource[]> {
  const { io, signal } = context;
  const config = await context.config();
  const sources = await findHooks(
    resolve(io.cwd, directory),
    ["preSubmission", "postSubmission"],
    {
      allowBundleHooks: config.getBoolean("settings.allow_bundle_hooks"),
      allowEnvironmentHooks: config.getBoolean("settings.allow_environment_hooks"),
      env: io.env,
    },
    { signal, onNote: (note) => io.err(`${note}\n`) },
  );
  if (sources.length > 0) {
    await context.confirm(
      `${describeHooks(sources)}\nDo you want these hooks to run?`,
      "Job submission canceled.",
    );
  }
  return sources;
}

/** Says what would be sent, and asks, unless that is answered already. */
async function confirm(
  context: Context,
  { queueName, attachments, notices }: SubmissionSummary,
  progress: ProgressLines,
): Promise<boolean> {
  const { args, io, signal } = context;
  progress[Symbol.dispose]();
  const isJson = context.format() === "json";
  const say = (line: string) => isJson ? io.err(`${line}\n`) : context.say(line);
  if (context.format() === "yaml") context.say(`Submitting to Queue: ${queueName}\n`);
  for (const notice of notices) {
    if (isJson) context.say(JSON.stringify({ messageType: "warning", value: notice }));
    else io.err(`Warning: ${notice}\n`);
  }
  const movesFiles = attachments?.groups.some(({ inputs, outputs }) =>
    inputs.length + outputs.length > 0
  );
  if (!attachments || !movesFiles) return true;
  const { unknown } = attachments;
  const isKnown = unknown.inputs.length + unknown.outputs.length === 0;
  say(describeSubmission(attachments));
  const config = await context.config();
  if (args.flag("yes") || config.getBoolean("settings.auto_accept")) {
    if (isKnown) return true;
    io.err(
      "Job submission canceled: there are unknown paths, and questions are answered with yes.\n",
    );
    throw new ExitError(1);
  }
  for (;;) {
    const question = `Do you wish to proceed? [${isKnown ? "Y/n" : "y/N"}]: `;
    const answer = isJson ? undefined : await io.ask(question, signal);
    if (answer !== undefined && (answer === "" ? isKnown : /^y(es)?$/i.test(answer))) return true;
    if (answer === undefined || answer === "" || /^no?$/i.test(answer)) {
      io.err("Job submission canceled.\n");
      throw new ExitError(1);
    }
    context.say("Error: invalid input");
  }
}

async function saveSnapshot(
  context: Context,
  input: SubmitBundleInput,
  destination: string,
  options: SubmitBundleOptions,
): Promise<void> {
  const [directory] = context.args.positional;
  await saveDebugSnapshot(directory, input, resolve(context.io.cwd, destination), options);
  if (context.format() === "json") {
    return context.say(JSON.stringify({ messageType: "summary", snapshot: destination }));
  }
  context.say(`Saved the debug snapshot:\n   ${destination}`);
}
