import { getJob } from "@deadline/client";
import type { CallOptions } from "@deadline/client";
import {
  includeFiles,
  type ManifestGroup,
  NothingToDownloadError,
  openAttachment,
  openQueueStore,
} from "@deadline/client/attachments";
import { TaskError } from "@deadline/client/task";
import { fileNameOf } from "./attachment.ts";
import { jobFileGroups, type JobFilesOf } from "./job_files.ts";
import { type ZipEntry, zipSize, zipStream } from "./zip.ts";

/**
 * Answers with the files of a job as a zip file. Its length is told before, so that a browser shows
 * how far it is; it comes as fast as it is read, and its connections end with its reader.
 *
 * @throws {TaskError} with status 404 if there is nothing: an empty archive would look like success.
 */
export async function jobZip(
  of: JobFilesOf,
  include: readonly string[],
  call: CallOptions & { signal: AbortSignal },
): Promise<Response> {
  const [groups, job] = await Promise.all([jobFileGroups(of, call), getJob(of, call)]);
  const files = namedFiles(groups, include);
  if (files.length === 0) {
    const cause = new NothingToDownloadError(groups.length > 0 ? "no match" : `no ${of.kind}`);
    const { message, hint } = cause;
    throw new TaskError(message, { code: "NothingToDownload", status: 404, hint, cause });
  }
  const store = await openQueueStore(of, call);
  const entries = files.map(({ path, size, mtime, hash }): ZipEntry => ({
    path,
    size,
    modified: new Date(mtime / 1000),
    open: (signal) => openAttachment(store, { hash, size }, { signal }),
  }));
  const name = (job.name ?? of.jobId).replace(/[/\\:*?"<>|]/g, "_");
  return new Response(zipStream(entries, { signal: call.signal }), {
    headers: {
      "Content-Type": "application/zip",
      "Content-Length": String(zipSize(entries)),
      "Content-Disposition": `attachment; ${fileNameOf(`${name} ${of.kind}.zip`)}`,
      "Content-Security-Policy": "sandbox; default-src 'none'",
    },
  });
}

/**
 * The files with names in the archive: from their root on, and where there are several roots, each in
 * a folder of its own.
 */
export function namedFiles(
  groups: readonly ManifestGroup[],
  include: readonly string[],
): ManifestGroup["manifest"]["paths"] {
  const isWanted = include.length > 0 ? includeFiles(include) : () => true;
  const folders = folderNames(groups.map(({ rootPath }) => rootPath));
  return groups.flatMap(({ rootPath, manifest }, index) => {
    const root = rootPath.replaceAll("\\", "/").replace(/\/$/, "");
    return manifest.paths
      .filter(({ path }) => isWanted(`${root}/${path}`))
      .map((file) => ({
        ...file,
        path: safePath(folders.length > 1 ? `${folders[index]}/${file.path}` : file.path),
      }));
  });
}

/** A name for each root: its last part, told apart by numbers. */
function folderNames(roots: readonly string[]): string[] {
  const taken = new Set<string>();
  return roots.map((root) => {
    const last = root.split(/[/\\]/).filter((part) => part !== "").at(-1)?.replace(":", "") ||
      "root";
    let name = last;
    for (let n = 2; taken.has(name); n++) name = `${last} ${n}`;
    taken.add(name);
    return name;
  });
}

/** No name in an archive leads out of the folder that it is unpacked to. */
function safePath(path: string): string {
  return path.replaceAll("\\", "/").split("/")
    .filter((part) => part !== "" && part !== ".").map((part) => part === ".." ? "__" : part)
    .join("/");
}
