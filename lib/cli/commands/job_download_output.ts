import { getJob } from "../../api/jobs.ts";
import { getStep } from "../../api/steps.ts";
import { getTask } from "../../api/tasks.ts";
import { DownloadSelection } from "../../attachments/download/download_selection.ts";
import { listJobOutputs } from "../../attachments/download/list_job_outputs.ts";
import { openQueueStore } from "../../attachments/store.ts";
import type { Context } from "../context.ts";
import { hasFiles, quoted, runDownload } from "../download_job.ts";
import { UsageError } from "../errors.ts";

const WORDS = {
  what: "output",
  none: "There are no output files available for download at this moment. Please verify that" +
    " the Job/Step/Task you are trying to download output from has completed successfully.",
} as const;

/** Downloads what a job, a step or a task has made. */
export async function run(context: Context): Promise<void> {
  const { args } = context;
  const [stepId, taskId] = [args.text("step-id"), args.text("task-id")];
  if (taskId && !stepId) {
    throw new UsageError("Missing option '--step-id' required with '--task-id'");
  }
  const ids = await context.jobIds();
  await runDownload(context, WORDS, async (download) => {
    const calls = await context.calls();
    const job = await getJob(ids, calls);
    download.tell("title", job.name, await title(context, ids, job.name!, stepId, taskId));
    const store = await openQueueStore(ids, calls);
    const groups = await listJobOutputs({ ...ids, stepId, taskId }, { ...calls, job, store });
    const { include, matchPathsBy } = download;
    let selection = new DownloadSelection(groups);
    if (matchPathsBy === "JOB") selection = selection.including(include, "JOB");
    if (!hasFiles(groups) || selection.count === 0) download.nothing();
    const found = await download.mapping(ids, job.storageProfileId);
    if (found?.mapping) {
      const mapped = selection.including(include, matchPathsBy).mappedFiles(found.mapping);
      const { files, unmapped } = mapped;
      if (unmapped > 0) {
        download.warn(`${unmapped} output file(s) could not be mapped and will be skipped.`);
      }
      if (files.length > 0) {
        if (!download.json) context.say(`  Mapped ${files.length} output file(s) to local paths.`);
        return await download.download(store, files);
      }
      if (unmapped === 0) download.nothing();
    } else if (!found?.isKnown) selection = await download.askForForeignRoots(selection);
    if (!await download.isAccepted()) selection = await download.confirmRoots(selection);
    if (matchPathsBy === "LOCAL") selection = selection.including(include, "LOCAL");
    if (selection.count === 0) download.nothing();
    const files = selection.files();
    download.showFiles(files);
    await download.download(store, files);
  });
}

async function title(
  context: Context,
  ids: { farmId: string; queueId: string; jobId: string },
  jobName: string,
  stepId: string | undefined,
  taskId: string | undefined,
): Promise<string> {
  const calls = await context.calls();
  const ofJob = `Downloading output from Job ${quoted(jobName)}`;
  if (!stepId) return ofJob;
  const { name } = await getStep({ ...ids, stepId }, calls);
  const ofStep = `${ofJob} Step ${quoted(name!)}`;
  if (!taskId) return ofStep;
  const { parameters = {} } = await getTask({ ...ids, stepId, taskId }, calls);
  const values = Object.entries(parameters).map(([key, value]) =>
    `${key}=${Object.values(value)[0]}`
  );
  return `${ofStep} Task {${values.join(",")}}`;
}
