import {
  findHooks,
  readBundle,
  type SubmissionSummary,
  submitBundle,
  type SubmitBundleInput,
} from "@deadline/client/bundle";
import type { Config } from "@deadline/client/config";
import { TaskError } from "@deadline/client/task";
import { basename } from "@std/path";
import { cacheFolder } from "./cache_folder.ts";
import { checkWithinRoots } from "./check_within_roots.ts";
import { checkSubmitRequest } from "./check_submit_request.ts";
import type { Console } from "./console.ts";
import type { OperationQuestion, SubmitRequest } from "./contract.ts";
import { equivalents } from "./equivalent.ts";
import { keepInHistory } from "./history.ts";
import type { OperationBody, OperationContext } from "./operations.ts";
import { submitAsked } from "./submit_asked.ts";
import { SubmitReport } from "./submit_report.ts";
import { SubmittedJob } from "./submitted_job.ts";
import { formatBytes, formatCount } from "@/words/amounts.ts";

/** Files that a submission sends at the same time: more would keep pages waiting. */
const CONCURRENCY = 12;

/**
 * Starts submitting a bundle and gives the id of the operation. If it is not known of a submission of
 * the very same whether it made its job, that one is gone on with.
 *
 * @throws {TaskError} if the request cannot be used, or the bundle is not below an allowed folder.
 */
export async function startSubmit(console: Console, request: SubmitRequest): Promise<string> {
  checkSubmitRequest(request);
  const bundle = await console.roots.resolve(request.bundle);
  const name = request.name || await jobNameOf(bundle) || basename(bundle);
  const { farmId, queueId } = request;
  return console.operations.start(
    {
      name: `Submitting ${name}`,
      kind: "submit",
      about: { farmId, queueId },
      meta: equivalents(submitAsked(request)),
    },
    submission(console, bundle, request),
    { same: `submit ${JSON.stringify({ ...request, bundle })}` },
  );
}

/** The name that the template gives its jobs; what is wrong with it, the submission itself tells. */
async function jobNameOf(bundle: string): Promise<string | undefined> {
  const read = await readBundle(bundle, { cwd: bundle }).catch(() => undefined);
  const name = read?.template.name;
  // What is filled in by parameters is known only to the submission.
  return name?.includes("{{") ? undefined : name;
}

function submission(console: Console, bundle: string, request: SubmitRequest): OperationBody {
  const { farmId, queueId } = request;
  // Kept from run to run: what was cut off must not be made twice.
  const job = new SubmittedJob();
  return async (context) => {
    const { session } = console;
    const { signal, call, effect, log } = context;
    const run = { context, session, farmId, queueId };
    const madeBefore = await unlessRefused(job, context, () => job.finish(run));
    if (madeBefore) {
      await console.wasSubmitted(bundle);
      return { farmId, queueId, jobId: madeBefore, summary: "The job was made, and only once." };
    }
    const config = await console.selection.config(signal);
    const input = inputOf(request, bundle, config);
    const report = new SubmitReport(context);
    let summary: SubmissionSummary | undefined;
    const submitted = await unlessRefused(job, context, () =>
      submitBundle(bundle, input, {
        ...call,
        signal,
        session,
        cacheDir: cacheFolder(console.launch),
        concurrency: CONCURRENCY,
        onEffect: effect,
        onProgress(progress) {
          if (progress.jobId) job.isMade(progress.jobId);
          report.show(progress);
        },
        async confirm(it) {
          summary = it;
          await askAboutHooks(bundle, config, context);
          return await approve(it, console, context);
        },
        onRequest: ({ template }) =>
          keepInHistory(console, { summary: summary!, template: template!, request }, context),
        onUnknown: (cutOff) => job.wasCutOff(cutOff, run),
      }));
    const { jobId, message, notices } = submitted;
    console.live.hurry({ farmId, queueId });
    for (const notice of notices) log(notice);
    log(message);
    await console.wasSubmitted(bundle);
    return { farmId, queueId, jobId };
  };
}

/** A job that the service took and then could not make of its template is none: the next run begins anew. */
async function unlessRefused<T>(
  job: SubmittedJob,
  { effect }: OperationContext,
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if ((error as { code?: unknown }).code === "CreateFailed") {
      job.isNotMade();
      effect("not sent");
    }
    throw error;
  }
}

/** What is submitted, with what the workstation's configuration says where the form does not. */
export function inputOf(
  { bundle: _, ...fields }: SubmitRequest,
  bundle: string,
  config: Config,
): SubmitBundleInput {
  return {
    ...fields,
    cwd: bundle,
    fileSystem: config.get("defaults.job_attachments_file_system") === "VIRTUAL"
      ? "VIRTUAL"
      : "COPIED",
    forceS3Check: config.getBoolean("settings.force_s3_check"),
    knownAssetPaths: config.getList("settings.known_asset_paths"),
    defaults: {
      maxFailedTasksCount: config.getInteger("settings.max_failed_tasks_count"),
      maxRetriesPerTask: config.getInteger("settings.max_retries_per_task"),
    },
  };
}

/** No file leaves the allowed folders; those of places that nobody named, only after a question. */
async function approve(
  { attachments, queueName, notices }: SubmissionSummary,
  { roots }: Console,
  { ask, log, at, signal }: OperationContext,
): Promise<boolean> {
  for (const notice of notices) log(notice);
  if (!attachments) return true;
  at({ message: "Looking at the files" });
  const inputs = attachments.groups.values().flatMap((group) => group.inputs);
  await checkWithinRoots(inputs, roots, signal);
  for (const path of attachments.missing) log(`Not there, so only told of: ${path}`);
  const { unknown, known, files, bytes } = attachments;
  if (unknown.inputs.length + unknown.outputs.length === 0) return true;
  const lists: OperationQuestion["lists"] = [];
  const add = (label: string, items: string[], warns = false) => {
    if (items.length > 0) lists.push({ label, items, warns });
  };
  add("Files are sent from places that nobody named", unknown.inputs, true);
  add("Output is written to places that nobody named", unknown.outputs, true);
  add("Files are sent from", known.inputs);
  add("Output is written to", known.outputs);
  const choice = await ask({
    title: "Send files from these places?",
    text: `${formatCount(files, "file")}, ${formatBytes(bytes)} in all, would go to the queue ` +
      `“${queueName}”.`,
    lists,
    choices: [
      { id: "send", label: "Send them and submit", kind: "primary" },
      { id: "stop", label: "Do not submit" },
    ],
  });
  return choice === "send";
}

/** The console starts no program, so hooks that are allowed elsewhere do not run here. */
async function askAboutHooks(
  bundle: string,
  config: Config,
  { signal, ask, log }: OperationContext,
): Promise<void> {
  const hooks = await findHooks(bundle, ["preSubmission", "postSubmission"], {
    allowBundleHooks: config.getBoolean("settings.allow_bundle_hooks"),
    allowEnvironmentHooks: config.getBoolean("settings.allow_environment_hooks"),
  }, { signal, onNote: log });
  if (hooks.length === 0) return;
  const choice = await ask({
    title: "Submit without the hooks?",
    text: "Programs are to run before or after this submission. The console runs no programs; " +
      "“deadline bundle submit” does.",
    lists: [{ label: "Hooks in", items: hooks.map(({ directory }) => directory) }],
    choices: [
      { id: "go", label: "Submit without them" },
      { id: "stop", label: "Do not submit", kind: "primary" },
    ],
  });
  if (choice !== "go") {
    throw new TaskError("The submission was given up because of its hooks", {
      code: "HooksNotRun",
      hint: "Submit it with “deadline bundle submit”, which runs them.",
    });
  }
}
