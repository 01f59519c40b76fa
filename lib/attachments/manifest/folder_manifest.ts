import { relative, SEPARATOR } from "@std/path";
import { HashCache } from "../hash/hash_cache.ts";
import type { FileProgress } from "../file_progress.ts";
import { hashFiles } from "../hash/hash_files.ts";
import { createManifest, type Manifest } from "./manifest.ts";

/** Options for {@linkcode snapshotFolder} and {@linkcode diffFolder}. */
export interface SnapshotOptions {
  /** Stops the work. */
  signal?: AbortSignal | undefined;
  /** The folder of the hash cache; without it, all files are read. */
  cacheDir?: string | undefined;
  /** Called as hashing goes on. */
  onProgress?: ((progress: FileProgress) => void) | undefined;
}

/** The manifest of some files below an absolute root. */
export async function manifestOf(
  root: string,
  files: readonly string[],
  { signal, cacheDir, onProgress }: SnapshotOptions = {},
): Promise<Manifest> {
  using cache = cacheDir === undefined ? undefined : await HashCache.open(cacheDir, { signal });
  const hashed = await hashFiles(files, { signal, cache, onProgress });
  return createManifest(hashed.map(({ path, hash, size, mtime }) => ({
    path: manifestPath(root, path),
    hash,
    size,
    mtime,
  })));
}

/** The path of a file from its root on, as manifests have it. Both are absolute and normalized. */
export function manifestPath(root: string, path: string): string {
  const isBelow = path.startsWith(root) && path[root.length] === SEPARATOR;
  const way = isBelow ? path.slice(root.length + 1) : relative(root, path);
  return SEPARATOR === "/" ? way : way.replaceAll(SEPARATOR, "/");
}
