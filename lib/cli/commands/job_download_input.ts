import { getJob } from "../../api/jobs.ts";
import { DownloadSelection } from "../../attachments/download/download_selection.ts";
import { listJobInputs } from "../../attachments/download/list_job_inputs.ts";
import { openQueueStore } from "../../attachments/store.ts";
import type { Context } from "../context.ts";
import { hasFiles, quoted, runDownload } from "../download_job.ts";

const WORDS = { what: "input", none: "No input attachments found for this job." } as const;

/** Downloads what a job was submitted with. */
export async function run(context: Context): Promise<void> {
  const ids = await context.jobIds();
  await runDownload(context, WORDS, async (download) => {
    const calls = await context.calls();
    const job = await getJob(ids, calls);
    download.tell("title", job.name, `Downloading input for Job ${quoted(job.name!)}`);
    if (!job.attachments?.manifests?.some((each) => each.inputManifestPath)) download.nothing();
    const store = await openQueueStore(ids, calls);
    const groups = await listJobInputs(ids, { ...calls, job, store });
    if (!hasFiles(groups)) download.nothing("No input files available for download.");
    const { include, matchPathsBy } = download;
    let selection = new DownloadSelection(groups);
    if (matchPathsBy === "JOB") selection = selection.including(include, "JOB");
    const found = await download.mapping(ids, job.storageProfileId);
    if (found?.mapping) selection = selection.mapped(found.mapping);
    else if (!found?.isKnown) selection = await download.askForForeignRoots(selection);
    if (matchPathsBy === "LOCAL") selection = selection.including(include, "LOCAL");
    if (selection.count === 0) download.nothing("No input files match the provided filters.");
    if (!await download.isAccepted()) selection = await download.confirmRoots(selection);
    if (selection.count === 0) download.nothing("No input files match the provided filters.");
    const files = selection.files();
    download.showFiles(files);
    await download.download(store, files);
  });
}
