import { join as joinPosix } from "@std/path/posix";
import { join as joinWindows } from "@std/path/windows";
import type { CallOptions } from "../../session/call.ts";
import type { DownloadFile } from "../download/download_files.ts";
import type { PathMapping } from "../download/path_mapping.ts";
import { pathParts } from "../download/_path_parts.ts";
import { readStoredManifests } from "../download/_stored_manifest.ts";
import { type AttachmentStore, manifestKey } from "../store.ts";
import type { JobSessions } from "./_job_sessions.ts";
import type { SyncJobFacts } from "./sync_checkpoint.ts";

/** A file to download, and whose it is. */
export interface SyncFile {
  file: DownloadFile;
  jobId: string;
  taskId: string | undefined;
}

/** What the manifests of a run tell. */
export interface SyncFiles {
  /** Each file once: the one that was told of last. */
  files: SyncFile[];
  /** All paths of each task by its job, also those that another one has made since. */
  pathsByTask: Map<string, Map<string, Set<string>>>;
  /** Files by job that have no place on this machine. */
  unmapped: Map<string, string[]>;
  /** How many manifests there were. */
  count: number;
}

const HOST = Deno.build.os === "windows" ? "windows" : "posix";

/** Fetches all manifests and finds the place of each file. */
export async function readSyncManifests(
  store: AttachmentStore,
  sessions: ReadonlyMap<string, JobSessions>,
  candidates: ReadonlyMap<string, SyncJobFacts>,
  mappingOf: (job: SyncJobFacts) => PathMapping | undefined,
  options: CallOptions,
): Promise<SyncFiles> {
  const wanted = [...sessions].flatMap(([jobId, { sessions }]) => {
    const job = candidates.get(jobId)!;
    return sessions.flatMap(({ actions }) => actions).flatMap(({ manifests = [] }) =>
      (job.attachments?.manifests ?? []).flatMap((root, index) => {
        const path = manifests[index]?.outputManifestPath;
        return path ? [{ job, root, key: manifestKey(store, path) }] : [];
      })
    );
  });
  const stored = await readStoredManifests(store, wanted.map(({ key }) => key), options);
  const inOrder = wanted.map((each, index) => ({ ...each, ...stored[index] }))
    .sort((a, b) => a.modifiedAt - b.modifiedAt);
  const owners = new Map<string, SyncFile>();
  const pathsByTask: SyncFiles["pathsByTask"] = new Map();
  const unmapped: SyncFiles["unmapped"] = new Map();
  for (const { job, root, key, manifest } of inOrder) {
    const { jobId } = job;
    const taskId = /step-[^/]+\/(task-[^/]+)\//.exec(key)?.[1];
    const place = placeBelow(root.rootPath, root.rootPathFormat, mappingOf(job));
    for (const { path, hash, size, mtime } of manifest.paths) {
      const there = place(path);
      if (typeof there === "string") {
        unmapped.set(jobId, [...unmapped.get(jobId) ?? [], there]);
        continue;
      }
      const file = { hash, size, mtime, ...there };
      owners.set(HOST === "windows" ? there.path.toLowerCase() : there.path, {
        file,
        jobId,
        taskId,
      });
      if (!taskId) continue;
      const ofJob = pathsByTask.get(jobId) ?? new Map<string, Set<string>>();
      pathsByTask.set(jobId, ofJob);
      ofJob.set(taskId, (ofJob.get(taskId) ?? new Set<string>()).add(there.path));
    }
  }
  return { files: [...owners.values()], pathsByTask, unmapped, count: wanted.length };
}

/** Says where a path of a manifest is on this machine; its path there as text, if it has no place. */
function placeBelow(
  root: string,
  format: "posix" | "windows",
  mapping: PathMapping | undefined,
): (path: string) => { path: string; within: string } | string {
  const source = mapping ? format : HOST;
  const join = source === "windows" ? joinWindows : joinPosix;
  return (path) => {
    const checked = pathParts(path, source);
    if (checked.problem) return `${root}/${path}`;
    const whole = join(root, ...checked.parts);
    if (mapping) return mapping.map(whole) ?? whole;
    return format === HOST ? { path: whole, within: root } : whole;
  };
}
