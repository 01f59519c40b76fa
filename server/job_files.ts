import {
  listJobInputs,
  listJobOutputs,
  type ManifestGroup,
  type ManifestPath,
} from "@deadline/client/attachments";
import type { CallOptions } from "@deadline/client";
import { DeadlineError } from "@deadline/client";
import { TaskError } from "@deadline/client/task";
import type { JobFileGroup, JobFilesKind } from "./contract.ts";
import { compact } from "./shapes/compact.ts";

/** Files that are told at once. */
const PAGE = 5_000;

/** Whose files: a job's, or only what a step or a task of it has made. */
export interface JobFilesOf {
  farmId: string;
  queueId: string;
  jobId: string;
  kind: JobFilesKind;
  stepId?: string | undefined;
  taskId?: string | undefined;
}

/** The files of a job by their roots; none where the queue moves no files. */
export async function jobFileGroups(
  { kind, ...ids }: JobFilesOf,
  call: CallOptions,
): Promise<ManifestGroup[]> {
  try {
    return kind === "inputs" ? await listJobInputs(ids, call) : await listJobOutputs(ids, call);
  } catch (error) {
    if (error instanceof DeadlineError && error.code === "NoJobAttachments") return [];
    throw error;
  }
}

/** Pages of the files of a job. */
export async function* jobFilePages(
  of: JobFilesOf,
  call: CallOptions,
): AsyncGenerator<JobFileGroup[], void> {
  for (const group of await jobFileGroups(of, call)) {
    const { manifest: { paths }, outputRelativeDirectories: outputs } = group;
    const about = compact({
      rootPath: group.rootPath,
      format: group.rootPathFormat,
      location: group.fileSystemLocationName,
      outputs: outputs?.length ? outputs : undefined,
    });
    for (let at = 0; at === 0 || at < paths.length; at += PAGE) {
      yield [{ ...about, files: paths.slice(at, at + PAGE).map(toRow) }];
    }
  }
}

function toRow({ path, size, mtime, hash }: ManifestPath): JobFileGroup["files"][number] {
  return [path, size, Math.round(mtime / 1000), hash];
}

/** Reads which files a query asks for. */
export function jobFilesOf(
  ids: { farmId: string; queueId: string; jobId: string },
  query: URLSearchParams,
): JobFilesOf {
  const kind = query.get("kind") ?? "outputs";
  const stepId = query.get("step") || undefined;
  const taskId = query.get("task") || undefined;
  if ((kind !== "inputs" && kind !== "outputs") || (taskId && !stepId)) {
    throw new TaskError(
      `"${kind}" are no files of a job, or a task is asked for without its step`,
      {
        code: "BadRequest",
        status: 400,
      },
    );
  }
  return { ...ids, kind, stepId, taskId };
}
