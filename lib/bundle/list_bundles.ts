import { join, resolve } from "@std/path";
import { isBundleDirectory } from "./_bundle_files.ts";
import { ARCHIVE_EXTENSION, withoutExtension } from "./shared/bundle_name.ts";

/** A job bundle of a folder, or a folder that may hold some. */
export interface BundleEntry {
  /** Its name, without the extension of archives. */
  name: string;
  /** Its path, absolute. */
  path: string;
  /** What it is; an archive is known by its extension alone. */
  kind: "bundle" | "archive" | "folder";
}

/**
 * Lists the job bundles, `.ojd` archives and other folders of a folder, by name. Links are left out.
 *
 * @throws {Deno.errors.NotFound} if there is no such folder.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function listBundles(
  folder: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<BundleEntry[]> {
  const { signal } = options;
  const entries: BundleEntry[] = [];
  for await (const { name, isFile, isDirectory } of Deno.readDir(resolve(folder))) {
    signal?.throwIfAborted();
    const path = join(resolve(folder), name);
    if (isFile && name.endsWith(ARCHIVE_EXTENSION)) {
      entries.push({ name: withoutExtension(name), path, kind: "archive" });
    } else if (isDirectory) {
      entries.push({ name, path, kind: await isBundleDirectory(path) ? "bundle" : "folder" });
    }
  }
  return entries.sort((a, b) => a.path < b.path ? -1 : 1);
}
