import { HashCache } from "../attachments/hash/hash_cache.ts";
import { resolvePath } from "../attachments/files/host_files.ts";
import { putManifestText } from "../attachments/upload/put_manifest.ts";
import { S3CheckCache } from "../attachments/upload/s3_check_cache.ts";
import { type AttachmentStore, manifestKey } from "../attachments/store.ts";
import { UnusableFilesError } from "../attachments/files/unusable_files_error.ts";
import type { UploadFile } from "../attachments/upload/_source_file.ts";
import {
  uploadFiles,
  type UploadFilesOptions,
  type UploadSummary,
} from "../attachments/upload/upload_files.ts";
import type { HashedGroup } from "./hash_groups.ts";
import type { ManifestToStore } from "./job_attachments.ts";

/** Options for {@linkcode sendAttachments}. */
export interface SendAttachmentsOptions
  extends
    Pick<UploadFilesOptions, "signal" | "onProgress" | "onRetry" | "timeout" | "concurrency"> {
  /** The folder of the caches. */
  cacheDir?: string | undefined;
  /** Look for every file in the store, whatever the cache says. */
  forceS3Check?: boolean | undefined;
}

/**
 * Sends the files of all groups, and then their manifests: what a manifest names is there.
 *
 * @throws {UnusableFilesError} naming files that are not what was hashed.
 * @throws {DeadlineError} if something cannot be sent.
 */
export async function sendAttachments(
  store: AttachmentStore,
  groups: readonly HashedGroup[],
  manifests: readonly ManifestToStore[],
  options: SendAttachmentsOptions = {},
): Promise<UploadSummary> {
  const { cacheDir, forceS3Check: force, signal, onRetry, timeout, ...others } = options;
  using s3CheckCache = cacheDir === undefined
    ? undefined
    : await S3CheckCache.open(cacheDir, { ...signal && { signal } });
  const files = { [Symbol.iterator]: () => filesOf(groups) };
  const total = { files: 0, bytes: 0 };
  for (const { files } of groups) {
    const { totalFiles, totalBytes } = files.progress();
    total.files += totalFiles;
    total.bytes += totalBytes;
  }
  let summary: UploadSummary;
  try {
    summary = await uploadFiles(store, files, {
      ...others,
      total,
      s3CheckCache,
      cacheDir,
      force,
      signal,
      onRetry,
      timeout,
    });
  } catch (error) {
    if (cacheDir !== undefined && error instanceof UnusableFilesError) {
      await forget(cacheDir, error);
    }
    throw error;
  }
  for (const { path, text } of manifests) {
    await putManifestText(store, manifestKey(store, path), text, { signal, onRetry, timeout });
  }
  return summary;
}

function* filesOf(groups: readonly HashedGroup[]): Generator<UploadFile> {
  for (const { files } of groups) yield* files;
}

/** A file that looks as it did, but has other bytes than the cache says, is to be hashed again. */
async function forget(cacheDir: string, { problems }: UnusableFilesError): Promise<void> {
  using cache = await HashCache.open(cacheDir);
  for (const { path, problem } of problems) {
    if (problem === "changed") await cache.forget(resolvedIfThere(path));
  }
}

function resolvedIfThere(path: string): string {
  try {
    return resolvePath(path);
  } catch {
    return path;
  }
}
