import { join, relative, SEPARATOR } from "@std/path";
import { readFolder, resolveIfThere } from "../attachments/files/host_files.ts";
import { BundleError } from "./bundle_error.ts";

/**
 * Checks that no link in a directory leads out of it.
 *
 * @throws {BundleError} naming the first one that does, or that leads nowhere.
 */
export async function checkContained(directory: string, signal?: AbortSignal): Promise<void> {
  const root = await Deno.realPath(directory);
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await entriesOf(folder, directory)) {
      signal?.throwIfAborted();
      const path = join(folder, entry.name);
      if (entry.isDirectory) folders.push(path);
      if (!entry.isSymlink) continue;
      const file = relative(root, path);
      const target = await resolveIfThere(path);
      if (target === undefined) {
        throw new BundleError(directory, "the link leads nowhere", { file });
      }
      if (!isInside(root, target)) {
        throw new BundleError(directory, `the link leads out of the bundle, to "${target}"`, {
          file,
        });
      }
    }
  }
}

async function entriesOf(folder: string, directory: string): Promise<Deno.DirEntry[]> {
  try {
    return await readFolder(folder);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.PermissionDenied)) throw cause;
    throw new BundleError(directory, `the folder "${folder}" cannot be read`, { cause });
  }
}

/** Whether a path is a directory or below it; both absolute and free of links. */
export function isInside(directory: string, path: string): boolean {
  const prefix = directory.endsWith(SEPARATOR) ? directory : directory + SEPARATOR;
  return path === directory || path.startsWith(prefix);
}
