import type { AssetGroup } from "../attachments/asset_groups.ts";
import { TransferRate } from "../attachments/_transfer_rate.ts";
import { manifestPath } from "../attachments/manifest/folder_manifest.ts";
import { HashCache } from "../attachments/hash/hash_cache.ts";
import { hashPaths } from "../attachments/hash/hash_files.ts";
import type { HashedFiles } from "../attachments/hash/hashed_files.ts";
import type { ManifestPath } from "../attachments/manifest/manifest.ts";
import { type ManifestText, manifestText } from "../attachments/manifest/manifest_text.ts";
import type { TransferProgress } from "../attachments/transfer_progress.ts";

/** A group whose files are hashed. */
export interface HashedGroup {
  /** The group. */
  group: AssetGroup;
  /** Its files. */
  files: HashedFiles;
  /** Its manifest; none without files. */
  manifest?: ManifestText | undefined;
}

/** Options for {@linkcode hashGroups}. */
export interface HashGroupsOptions {
  /** Stops the work, in the midst of a file. */
  signal?: AbortSignal | undefined;
  /** The folder of the hash cache; without it, all files are read. */
  cacheDir?: string | undefined;
  /** Called as hashing goes on. */
  onProgress?: ((progress: TransferProgress) => void) | undefined;
}

/**
 * Hashes the files of all groups, and makes their manifests.
 *
 * @throws {UnusableFilesError} naming all files of a group that cannot be used.
 */
export async function hashGroups(
  groups: readonly AssetGroup[],
  total: { files: number; bytes: number },
  { signal, cacheDir, onProgress = () => {} }: HashGroupsOptions = {},
): Promise<HashedGroup[]> {
  using cache = cacheDir === undefined ? undefined : await HashCache.open(cacheDir, { signal });
  const rate = new TransferRate();
  const before = { files: 0, bytes: 0, skippedFiles: 0, skippedBytes: 0 };
  const hashed: HashedGroup[] = [];
  for (const group of groups) {
    let here = { ...before, files: 0, bytes: 0, skippedFiles: 0, skippedBytes: 0 };
    let read = 0;
    const files = await hashPaths(group.inputs, {
      signal,
      cache,
      onProgress(progress) {
        here = progress;
        rate.add(progress.bytes - progress.skippedBytes - read);
        read = progress.bytes - progress.skippedBytes;
        const bytes = before.bytes + progress.bytes;
        onProgress({
          files: before.files + progress.files,
          totalFiles: total.files,
          bytes,
          totalBytes: total.bytes,
          skippedFiles: before.skippedFiles + progress.skippedFiles,
          skippedBytes: before.skippedBytes + progress.skippedBytes,
          bytesPerSecond: rate.bytesPerSecond,
          secondsLeft: rate.secondsFor(Math.max(0, total.bytes - bytes)),
        });
      },
    });
    for (const key of Object.keys(before) as (keyof typeof before)[]) before[key] += here[key];
    hashed.push({ group, files, manifest: await manifestOf(group, files, signal) });
  }
  return hashed;
}

async function manifestOf(
  { rootPath }: AssetGroup,
  files: HashedFiles,
  signal: AbortSignal | undefined,
): Promise<ManifestText | undefined> {
  if (files.length === 0) return undefined;
  const paths = { [Symbol.iterator]: () => manifestPaths(rootPath, files) };
  return await manifestText(paths, { signal });
}

function* manifestPaths(rootPath: string, files: HashedFiles): Generator<ManifestPath> {
  for (const { path, hash, size, mtime } of files) {
    yield { path: manifestPath(rootPath, path), hash, size, mtime };
  }
}
