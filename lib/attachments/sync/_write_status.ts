import { join } from "@std/path";
import { messageOf } from "../../errors/mod.ts";
import { type StatusInput, writeStatusFile, writeStatusPointer } from "./_status_file.ts";
import type { SyncRunInit } from "./_sync_run.ts";

/** Writes where people and the monitor see what has been downloaded; gives the files. */
export async function writeStatus(
  status: StatusInput,
  { input, report, profile, options }: Pick<
    SyncRunInit,
    "input" | "report" | "profile" | "options"
  >,
): Promise<string[]> {
  const { queueId, checkpointDir, defaultCheckpointDir } = input;
  const name = `${queueId}_ignore-storage-profiles_download_status.json`;
  const places = profile
    ? (profile.fileSystemLocations ?? []).map(({ path }) => path!)
      .filter((path) => isFolder(path))
      .map((path) => join(path, ".deadline", `${queueId}_download_status.json`))
    : [join(checkpointDir, name)];
  const written: string[] = [];
  for (const path of places) {
    try {
      await writeStatusFile(path, status, options);
      written.push(path);
    } catch (error) {
      options.signal?.throwIfAborted();
      report.warning(`failed to write status file to ${path}: ${messageOf(error)}`);
    }
  }
  if (profile || !defaultCheckpointDir || written.length === 0) return written;
  try {
    const pointer = join(defaultCheckpointDir, name);
    const superseded = await writeStatusPointer(pointer, written[0], options);
    if (superseded) {
      report.warning(
        `Previous job history at ${superseded} has been replaced by a pointer to ` +
          `${written[0]}. Job statuses will repopulate as future syncs run.`,
      );
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    report.warning(`failed to tell where the status file is: ${messageOf(error)}`);
  }
  return written;
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
