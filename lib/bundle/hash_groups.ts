import type { AssetGroup } from "../attachments/asset_groups.ts";
import { TransferRate } from "../attachments/_transfer_rate.ts";
import { encodeManifest } from "../attachments/manifest/encode_manifest.ts";
import { manifestPath } from "../attachments/manifest/folder_manifest.ts";
import { HashCache } from "../attachments/hash/hash_cache.ts";
import { type HashedFile, hashFiles } from "../attachments/hash/hash_files.ts";
import { createManifest } from "../attachments/manifest/manifest.ts";
import type { TransferProgress } from "../attachments/transfer_progress.ts";
import { xxh128 } from "../attachments/hash/xxh128.ts";

/** A group whose files are hashed. */
export interface HashedGroup {
  /** The group. */
  group: AssetGroup;
  /** Its files. */
  files: HashedFile[];
  /** The text of its manifest, and the hash of that; none without files. */
  manifest?: { text: string; hash: string } | undefined;
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
    const files = await hashFiles(group.inputs, {
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
    hashed.push({ group, files, manifest: await manifestOf(group, files) });
  }
  return hashed;
}

async function manifestOf(
  { rootPath }: AssetGroup,
  files: readonly HashedFile[],
): Promise<HashedGroup["manifest"]> {
  if (files.length === 0) return undefined;
  const text = encodeManifest(createManifest(files.map(({ path, hash, size, mtime }) => ({
    path: manifestPath(rootPath, path),
    hash,
    size,
    mtime,
  }))));
  return { text, hash: await xxh128(text) };
}
