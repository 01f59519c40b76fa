import { Breaths } from "../_breaths.ts";
import { fileFacts } from "../files/host_files.ts";
import type { DownloadFile } from "./download_files.ts";
import { isTime } from "./_is_time.ts";

/**
 * The paths at which there are other files than those to be downloaded: what a person may be asked
 * about before.
 */
export async function findConflicts(
  files: Iterable<DownloadFile>,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  const conflicts: string[] = [];
  const breaths = new Breaths(signal);
  for (const { path, size, mtime } of files) {
    if (breaths.due) await breaths.take();
    try {
      const facts = fileFacts(path);
      const isSame = facts.size === size && isTime(facts.mtimeNs, mtime);
      if (facts.kind === "file" && !isSame) conflicts.push(path);
    } catch {
      // Nothing is there, or it cannot be looked at, which the download itself will tell.
    }
  }
  return conflicts;
}
