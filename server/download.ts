import { join } from "@std/path";
import {
  type DownloadFile,
  downloadFiles,
  DownloadSelection,
  type FileConflict,
  findConflicts,
  NothingToDownloadError,
  openQueueStore,
  type TransferProgress,
} from "@deadline/client/attachments";
import { TaskError } from "@deadline/client/task";
import type { Console } from "./console.ts";
import type { DownloadRequest, OperationBar } from "./contract.ts";
import { type Asked, equivalents } from "./equivalent.ts";
import { jobFileGroups } from "./job_files.ts";
import type { OperationBody } from "./operations.ts";
import { formatBytes, formatCount } from "@/words/amounts.ts";

/**
 * Starts to download files of a job to a folder of this computer and gives the id of the operation.
 * Started again after it was stopped, it goes on where it was.
 *
 * @throws {TaskError} if the request cannot be used, or the folder is not below an allowed one.
 */
export async function startDownload(console: Console, request: DownloadRequest): Promise<string> {
  checkRequest(request);
  const folder = await console.roots.resolveNew(request.folder);
  const what = request.kind === "inputs" ? "input" : "output";
  const { farmId, queueId, jobId } = request;
  return console.operations.start(
    {
      name: `Downloading ${what} of ${request.name}`,
      kind: "download",
      about: { farmId, queueId, jobId },
      meta: equivalents(downloadAsked(request)),
    },
    download(console, request, folder),
  );
}

function download(console: Console, request: DownloadRequest, folder: string): OperationBody {
  const { farmId, queueId, jobId } = request;
  return async ({ signal, call, at, log, ask }) => {
    const calls = { ...call, session: console.session };
    at({ phase: "listing", message: "Looking for files" });
    const groups = await jobFileGroups(request, calls);
    if (groups.length === 0) throw new NothingToDownloadError(`no ${request.kind}`);
    const files = filesBelow(folder, groups, request.include ?? []);
    if (files.length === 0) throw new NothingToDownloadError("no match");
    const store = await openQueueStore({ farmId, queueId }, calls);
    const there = await findConflicts(files, { signal });
    const preset = (await console.selection.config(signal)).get("settings.conflict_resolution");
    const conflict = there.length === 0
      ? "SKIP"
      : CONFLICTS.includes(preset)
      ? preset
      : await ask(conflictQuestion(there));
    log(`${formatCount(files.length, "file")} to ${folder}`);
    const summary = await downloadFiles(store, files, {
      signal,
      conflict: conflict as FileConflict,
      connections: CONNECTIONS,
      ...(call.onRetry ? { onRetry: call.onRetry } : {}),
      onProgress: (progress) =>
        at({
          phase: "downloading",
          message: "Downloading",
          fraction: progress.totalBytes > 0 ? progress.bytes / progress.totalBytes : 1,
          bars: [barOf(progress)],
        }),
    });
    const { downloadedFiles, fetchedBytes, skippedFiles } = summary;
    const words = [
      `${formatCount(downloadedFiles.length, "file")} fetched, ${formatBytes(fetchedBytes)}`,
    ];
    if (skippedFiles > 0) words.push(`${skippedFiles} there already`);
    log(words.join(", "));
    return { farmId, queueId, jobId, path: folder, summary: words.join(", ") };
  };
}

/** Each root of the job goes into the folder itself, or, if there are several, into one of its own. */
function filesBelow(
  folder: string,
  groups: ConstructorParameters<typeof DownloadSelection>[0],
  include: readonly string[],
): DownloadFile[] {
  let selection = new DownloadSelection(groups).including(include, "JOB");
  const roots = selection.roots.map(({ path }) => path);
  const taken = new Set<string>();
  for (const root of roots) {
    const last = root.split(/[/\\]/).filter((part) => part !== "").at(-1)?.replace(":", "") ??
      "root";
    let name = last;
    for (let n = 2; taken.has(name); n++) name = `${last} ${n}`;
    taken.add(name);
    selection = selection.withRoot(root, roots.length > 1 ? join(folder, name) : folder);
  }
  // What is allowed is the folder: a link in it must not lead out of it, whatever its root is.
  return selection.files().map((file) => ({ ...file, within: folder }));
}

/** Connections of a download: more would keep pages waiting. */
const CONNECTIONS = 24;
/** What the workstation configuration can say once for all; anything else is asked about. */
const CONFLICTS = ["SKIP", "OVERWRITE", "CREATE_COPY"];

function conflictQuestion(there: string[]) {
  return {
    title: there.length === 1 ? "A file is there already" : "Files are there already",
    text: "Other files are where these would go.",
    lists: [{ label: "In the way", items: there }],
    choices: [
      { id: "SKIP", label: "Keep what is there" },
      { id: "OVERWRITE", label: "Replace it", kind: "danger" as const },
      { id: "CREATE_COPY", label: "Keep both", kind: "primary" as const },
    ],
  };
}

function barOf(progress: TransferProgress): OperationBar {
  return { id: "downloading", label: "Download", ...progress };
}

/** What a download asks, so that people can ask the same from a terminal or a script. */
function downloadAsked({ kind, stepId, taskId, include, ...request }: DownloadRequest): Asked {
  const { farmId, queueId, jobId } = request;
  const ids = {
    farmId,
    queueId,
    jobId,
    ...(stepId ? { stepId } : {}),
    ...(taskId ? { taskId } : {}),
  };
  return {
    call: "GetObject",
    cli: kind === "inputs" ? "job download-input" : "job download-output",
    library: kind === "inputs" ? "downloadJobInputs" : "downloadJobOutputs",
    ids,
    words: (include ?? []).flatMap((pattern) => ["--include", pattern]),
    input: include?.length ? { ...ids, include } : ids,
  };
}

function checkRequest({ farmId, queueId, jobId, kind, folder, include }: DownloadRequest): void {
  const texts = [farmId, queueId, jobId, folder].every((one) => typeof one === "string" && one);
  const patterns = include === undefined ||
    (Array.isArray(include) && include.every((one) => typeof one === "string"));
  if (texts && patterns && (kind === "inputs" || kind === "outputs")) return;
  throw new TaskError("A download needs farmId, queueId, jobId, kind and folder", {
    code: "BadRequest",
    status: 400,
  });
}
