import { join } from "@std/path";
import { Breaths } from "../_breaths.ts";
import { fileFacts, isLink, listFolder } from "./host_files.ts";
import { type FileProblem, UnusableFilesError } from "./unusable_files_error.ts";

/** What is in some input folders. */
export interface ExpandedFolders {
  /** Everything in them and below that is no folder, hidden files too. */
  files: string[];
  /** Those that have no file at all. */
  empty: string[];
  /** Those that are not there. */
  missing: string[];
}

/**
 * Finds the files in input folders and below, as the Python client does for submissions: links to
 * folders are not followed.
 *
 * @throws {UnusableFilesError} naming all folders that cannot be listed or, if so asked, are not there.
 */
export async function expandFolders(
  folders: Iterable<string>,
  { signal, requireFolders = false }: {
    signal?: AbortSignal | undefined;
    requireFolders?: boolean | undefined;
  } = {},
): Promise<ExpandedFolders> {
  const found: ExpandedFolders = { files: [], empty: [], missing: [] };
  const problems: FileProblem[] = [];
  const breaths = new Breaths(signal);
  for (const top of folders) {
    if (kindOf(top) !== "folder") {
      if (requireFolders) problems.push({ path: top, problem: "missing" });
      else found.missing.push(top);
      continue;
    }
    const before = found.files.length;
    const left = [top];
    for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
      if (breaths.due) await breaths.take();
      const entries = listFolder(folder);
      if (entries.length === 0 && !isListable(folder)) {
        problems.push({ path: folder, problem: "unreadable" });
      }
      for (const { name, kind } of entries) {
        const path = join(folder, name);
        const known = kind === "unknown" ? kindOf(path) : kind;
        if (known !== "folder") found.files.push(path);
        else if (kind === "folder" || !isLink(path)) left.push(path);
      }
    }
    if (found.files.length === before) found.empty.push(top);
  }
  if (problems.length > 0) throw new UnusableFilesError(problems);
  return found;
}

function isListable(folder: string): boolean {
  if (!folder.isWellFormed()) return true;
  try {
    for (const _ of Deno.readDirSync(folder)) break;
    return true;
  } catch {
    return false;
  }
}

function kindOf(path: string): string | undefined {
  try {
    return fileFacts(path).kind;
  } catch {
    return undefined;
  }
}
