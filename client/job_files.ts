import type { DownloadRequest, JobFileGroup, JobFilesKind } from "@/server/contract.ts";
import type { ActOptions } from "./act.ts";
import { jobPath, loadList, queryOf, queuePath } from "./api.ts";
import type { FileNode } from "./file_tree.ts";
import type { JobPlace } from "./job_data.ts";
import { startOperation } from "./operations.ts";
import { type Resource, useResource } from "./resource.ts";
import { lineage } from "./selection.ts";

/** Whose files: those of the whole job, or of a step or task of it. */
export interface FilesOf {
  kind: JobFilesKind;
  stepId?: string;
  taskId?: string;
  /** For people: "sh040", "Render", "Frame 12". */
  name: string;
}

/** The files of a job; read again when `refresh` changes. */
export function useJobFiles(
  key: string,
  place: JobPlace,
  of: FilesOf,
  refresh: number | string = 0,
): Resource<JobFileGroup[]> {
  const path = `${jobOf(place)}/files${filesQuery(of)}`;
  return useResource<JobFileGroup[]>(key, {
    name: of.kind === "inputs" ? "List input files" : "List output files",
    target: of.name,
    of: path,
    lineage: lineage(),
    load: loadList(path),
  }, refresh);
}

/** Where a file is, to look at or, with `download`, to save. */
export function fileUrl(place: JobPlace, file: FileNode, download = false): string {
  const query = queryOf({
    size: file.size,
    name: file.name,
    download: download ? "1" : undefined,
  });
  return `${queuePath(place.farmId, place.queueId)}/attachments/${file.hash}${query}`;
}

/** Where the files are as a zip file. */
export function zipUrl(place: JobPlace, of: FilesOf, include: readonly string[] = []): string {
  const patterns = include.map((pattern) => `&include=${encodeURIComponent(pattern)}`).join("");
  return `${jobOf(place)}/zip${filesQuery(of)}${patterns}`;
}

/** Starts to write the files to a folder; gives the id of the operation. */
export function startDownload(
  place: JobPlace,
  { kind, stepId, taskId, name }: FilesOf,
  to: { folder: string; include: string[] },
  options: ActOptions<string>,
): void {
  const request: DownloadRequest = {
    ...place,
    kind,
    name,
    folder: to.folder,
    ...(stepId ? { stepId } : {}),
    ...(taskId ? { taskId } : {}),
    ...(to.include.length > 0 ? { include: to.include } : {}),
  };
  const what = kind === "inputs" ? "input" : "output";
  const init = { name: `Downloading ${what} of ${name}`, kind: "download" } as const;
  startOperation("download", request, init, { ...options, target: name });
}

function jobOf({ farmId, queueId, jobId }: JobPlace): string {
  return jobPath(farmId, queueId, jobId);
}

function filesQuery({ kind, stepId, taskId }: FilesOf): string {
  return queryOf({ kind, step: stepId, task: taskId });
}
