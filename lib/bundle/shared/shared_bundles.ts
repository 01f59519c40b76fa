import { join, resolve } from "@std/path";
import { explainStoreError } from "../../attachments/_store_error.ts";
import { readObject } from "../../attachments/download/_read_object.ts";
import { type AttachmentStore, callStore } from "../../attachments/store.ts";
import { cacheDirectory } from "../../config/cache_directory.ts";
import { DeadlineError } from "../../errors/mod.ts";
import type { CallOptions, MutationOptions } from "../../session/call.ts";
import { copyTree, isBundleDirectory } from "../_bundle_files.ts";
import { placeDirectory } from "../_place_directory.ts";
import { BundleError } from "../bundle_error.ts";
import { extractArchive, filesBelow, writeArchive } from "./_archive.ts";
import { bundleCacheFolder, CachedBundle, isCacheFile } from "./_bundle_cache.ts";
import { addressOf, bundleKey, bundlePrefix, isNotThere, notThere } from "./_bundle_store.ts";
import { writeObject } from "./_write_object.ts";
import { type BundleInfo, readBundleInfo } from "./bundle_info.ts";
import { fromBundleMetadata, toBundleMetadata } from "./bundle_metadata.ts";
import { ARCHIVE_EXTENSION, safeBundleName, withoutExtension } from "./bundle_name.ts";
import { hiddenSharedBundles } from "./bundle_visibility.ts";

/** A shared bundle of a queue, or a folder of some. */
export interface SharedBundleEntry {
  /** What other functions call it: its path below the queue's shared bundles, without extension. */
  name: string;
  /** The last part of its name, for people. */
  title: string;
  /** Its `s3://` address. */
  address: string;
  /** Whether it holds other bundles, and is none itself. */
  isFolder: boolean;
  /** Whether it is hidden on this workstation. */
  hidden: boolean;
  /** The size of its archive in bytes. */
  size?: number | undefined;
  /** When it was uploaded. */
  lastModified?: Date | undefined;
}

/** Options of functions about shared bundles. */
export interface SharedBundleOptions extends Omit<CallOptions, "session"> {
  /** The folder of the caches. @default {"~/.deadline/cache"} */
  cacheDir?: string | undefined;
}

/** How far an upload or a download of a shared bundle is. */
export interface SharedBundleProgress {
  /** What is being done. */
  phase: "packing" | "uploading" | "downloading" | "extracting";
  /** The bytes that are done in this phase. */
  bytes: number;
  /** All bytes of this phase; `undefined` while they are not known. */
  totalBytes: number | undefined;
}

/**
 * Lists the shared bundles of a queue, those that are hidden here included.
 *
 * @param input The folder to list; else the top.
 * @throws {DeadlineError} if a call fails.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { openQueueStore } from "@deadline/client/attachments";
 * import { listSharedBundles } from "@deadline/client/bundle";
 *
 * const store = await openQueueStore({
 *   farmId: "farm-0123456789abcdef0123456789abcdef",
 *   queueId: "queue-0123456789abcdef0123456789abcdef",
 * });
 * for (const { title, size } of await listSharedBundles(store)) console.log(title, size);
 * ```
 */
export async function listSharedBundles(
  store: AttachmentStore,
  input: { folder?: string | undefined } = {},
  options: SharedBundleOptions = {},
): Promise<SharedBundleEntry[]> {
  const { cacheDir, ...calls } = options;
  const top = bundlePrefix(store);
  const folder = input.folder?.replace(/^\/+|\/+$/g, "");
  const Prefix = folder ? `${top}${folder}/` : top;
  const hidden = await hiddenSharedBundles(store, { cacheDir });
  const entries: SharedBundleEntry[] = [];
  const add = (key: string, rest: Partial<SharedBundleEntry> & { isFolder: boolean }) => {
    const name = withoutExtension(key.slice(top.length).replace(/\/$/, ""));
    const title = name.slice(name.lastIndexOf("/") + 1);
    const address = addressOf(store, key);
    entries.push({ name, title, address, hidden: hidden.has(name), ...rest });
  };
  let ContinuationToken: string | undefined;
  do {
    const page = await callStore(
      store,
      "ListObjectsV2",
      { Prefix, Delimiter: "/", ContinuationToken },
      calls,
    ).catch((error) => {
      const doing = "listing shared bundles";
      throw explainStoreError(error, store, { doing, key: Prefix, permission: "s3:ListBucket" });
    });
    for (const { Prefix: key } of page.CommonPrefixes ?? []) {
      if (key) add(key, { isFolder: true, hidden: false });
    }
    for (const { Key: key, Size: size, LastModified: lastModified } of page.Contents ?? []) {
      if (key?.endsWith(ARCHIVE_EXTENSION)) add(key, { isFolder: false, size, lastModified });
    }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (ContinuationToken);
  return entries.sort((a, b) => {
    const [first, second] = [a.title.toLowerCase(), b.title.toLowerCase()];
    return first < second ? -1 : first > second ? 1 : 0;
  });
}

/**
 * Says what a shared bundle is: by the copy in the cache if that is the bundle's newest version, else
 * by what its uploader noted, else by downloading it.
 *
 * @throws {BundleError} if there is no such bundle, or it cannot be read.
 * @throws {DeadlineError} if a call fails.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function getSharedBundleInfo(
  store: AttachmentStore,
  name: string,
  options: SharedBundleOptions = {},
): Promise<BundleInfo> {
  const { cacheDir = cacheDirectory(), ...calls } = options;
  const head = await headOf(store, name, calls);
  const { key, size, etag, metadata } = head;
  const path = addressOf(store, key);
  const cached = await (await CachedBundle.of(cacheDir, store.bucket, key)).find(etag);
  if (cached) return { ...await readBundleInfo(cached, calls), path, size };
  const known = fromBundleMetadata(metadata, path);
  if (known) return { ...known, size };
  const directory = await fetchBundle(store, name, head, { ...calls, cacheDir });
  return { ...await readBundleInfo(directory, calls), path, size };
}

/** What {@linkcode uploadSharedBundle} takes. */
export interface UploadSharedBundleInput {
  /** The bundle: a directory, or an `.ojd` archive. */
  path: string;
  /** What it shall be called; else as the directory or the archive. */
  name?: string | undefined;
  /** Whether a shared bundle of that name is replaced. @default {false} */
  overwrite?: boolean | undefined;
}

/** Options for {@linkcode uploadSharedBundle}. */
export interface UploadSharedBundleOptions extends Omit<MutationOptions, "session"> {
  /** Called as the upload goes on. */
  onProgress?: ((progress: SharedBundleProgress) => void) | undefined;
  /** Called with each link or special file in the bundle that is left out. */
  onSkip?: ((path: string) => void) | undefined;
  /**
   * Asked if there is a shared bundle of that name already, before anything is sent; `false` leaves
   * it as it is.
   */
  confirmOverwrite?: ((name: string) => boolean | Promise<boolean>) | undefined;
}

/** A shared bundle that was uploaded. */
export interface UploadedSharedBundle {
  /** Its name. */
  name: string;
  /** Its `s3://` address. */
  address: string;
  /** The size of its archive in bytes. */
  size: number;
}

/**
 * Shares a job bundle on a queue as an `.ojd` archive. Links in it are left out.
 *
 * @returns `undefined` if `confirmOverwrite` declined.
 * @throws {BundleError} if it is no bundle, or one of that name is there and may not be replaced.
 * @throws {TypeError} if it cannot have that name.
 * @throws {DeadlineError} if a call fails.
 * @throws The signal's reason, untouched, if it aborts; the bundle that was there is there still.
 */
export async function uploadSharedBundle(
  store: AttachmentStore,
  { path, name, overwrite = false }: UploadSharedBundleInput,
  options: UploadSharedBundleOptions = {},
): Promise<UploadedSharedBundle | undefined> {
  const { onProgress = () => {}, onSkip, confirmOverwrite, ...calls } = options;
  const { signal } = calls;
  const source = resolve(path);
  const title = safeBundleName(name ?? withoutExtension(source.split(/[/\\]/).at(-1)!));
  const key = bundleKey(store, title);
  const info = await readBundleInfo(source, { signal });
  let replace = overwrite;
  if (!replace && await isThere(store, title, calls)) {
    if (!confirmOverwrite) throw taken(store, key);
    if (!await confirmOverwrite(title)) return undefined;
    replace = true;
  }
  const temporary = await Deno.makeTempDir({ prefix: "deadline-bundle-" });
  try {
    const isArchive = (await Deno.stat(source)).isFile;
    const file = isArchive ? source : join(temporary, "bundle.zip");
    if (!isArchive) {
      const totalBytes = await sizeOf(source);
      const onBytes = count("packing", totalBytes, onProgress);
      await writeArchive(source, file, { signal, onBytes, onSkip });
    }
    const { size } = await Deno.stat(file);
    await writeObject(store, {
      key,
      file,
      contentType: "application/zip",
      metadata: toBundleMetadata(info),
      overwrite: replace,
    }, { ...calls, onBytes: count("uploading", size, onProgress) });
    return { name: title, address: addressOf(store, key), size };
  } catch (error) {
    if (error instanceof DeadlineError && error.status === 412) throw taken(store, key, error);
    const doing = "uploading a shared bundle";
    const [permission, keyPermission] = ["s3:PutObject", "kms:GenerateDataKey"] as const;
    throw explainStoreError(error, store, { doing, key, permission, keyPermission });
  } finally {
    await Deno.remove(temporary, { recursive: true });
  }
}

/** What {@linkcode downloadSharedBundle} takes. */
export interface DownloadSharedBundleInput {
  /** The bundle, as {@linkcode listSharedBundles} names it. */
  name: string;
  /** The directory to copy it to, below which it gets one of its own; else it stays in the cache. */
  destination?: string | undefined;
}

/** Options for {@linkcode downloadSharedBundle}. */
export interface DownloadSharedBundleOptions extends SharedBundleOptions {
  /** Called as the download goes on. */
  onProgress?: ((progress: SharedBundleProgress) => void) | undefined;
  /** Asked if a bundle is in the place already; without it, or with `false`, it stays. */
  confirmOverwrite?: ((path: string) => boolean | Promise<boolean>) | undefined;
}

/**
 * Downloads a shared bundle, unless the cache has its newest version, and unpacks it. What is not
 * safe to unpack is refused: paths that lead out, links, zip bombs.
 *
 * @returns The bundle's directory.
 * @throws {BundleError} if there is no such bundle, its archive is refused, or its place is taken.
 * @throws {DeadlineError} if a call fails.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function downloadSharedBundle(
  store: AttachmentStore,
  { name, destination }: DownloadSharedBundleInput,
  options: DownloadSharedBundleOptions = {},
): Promise<string> {
  const { cacheDir = cacheDirectory(), onProgress, confirmOverwrite, ...calls } = options;
  const { signal } = calls;
  const title = safeBundleName(name.slice(name.lastIndexOf("/") + 1));
  const head = await headOf(store, name, calls);
  const place = destination && resolve(destination, title);
  const replace = place !== undefined && await mayReplace(place, confirmOverwrite);
  const cache = await CachedBundle.of(cacheDir, store.bucket, head.key);
  const directory = await cache.find(head.etag) ??
    await fetchBundle(store, name, head, { ...calls, cacheDir, onProgress });
  if (!place) return directory;
  await placeDirectory(
    place,
    (temporary) => copyTree(directory, temporary, signal, (file) => !isCacheFile(file)),
    { signal, replace },
  );
  return place;
}

/** Only what is a bundle itself is ever replaced, and only if somebody says so. */
async function mayReplace(
  place: string,
  confirm: DownloadSharedBundleOptions["confirmOverwrite"],
): Promise<boolean> {
  const info = await Deno.lstat(place).catch(() => undefined);
  if (!info) return false;
  if (!info.isDirectory || !await isBundleDirectory(place)) {
    throw new BundleError(place, "something else than a job bundle is there; choose another place");
  }
  if (!await confirm?.(place)) {
    throw new BundleError(place, "a job bundle is there already, and it shall not be replaced");
  }
  return true;
}

interface Head {
  key: string;
  size: number;
  etag: string | undefined;
  lastModified: Date | undefined;
  metadata: Record<string, string>;
}

async function headOf(
  store: AttachmentStore,
  name: string,
  calls: Omit<CallOptions, "session">,
): Promise<Head> {
  const key = bundleKey(store, name);
  try {
    const head = await callStore(store, "HeadObject", { Key: key }, calls);
    const { ContentLength: size = 0, ETag: etag, LastModified, Metadata = {} } = head;
    return { key, size, etag, lastModified: LastModified, metadata: Metadata };
  } catch (error) {
    if (isNotThere(error)) throw notThere(store, name, error);
    const doing = "looking for a shared bundle";
    throw explainStoreError(error, store, { doing, key, permission: "s3:GetObject" });
  }
}

async function isThere(
  store: AttachmentStore,
  name: string,
  { onEffect: _, onUnknown: __, ...calls }: Omit<MutationOptions, "session">,
): Promise<boolean> {
  try {
    await headOf(store, name, calls);
    return true;
  } catch (error) {
    if (error instanceof BundleError) return false;
    throw error;
  }
}

/** Downloads a bundle into the cache. */
async function fetchBundle(
  store: AttachmentStore,
  name: string,
  head: Head,
  options: SharedBundleOptions & {
    cacheDir: string;
    onProgress?: DownloadSharedBundleOptions["onProgress"];
  },
): Promise<string> {
  const { cacheDir, onProgress = () => {}, ...calls } = options;
  const { signal } = calls;
  const folder = bundleCacheFolder(cacheDir);
  await Deno.mkdir(folder, { recursive: true });
  const archive = join(folder, `.${crypto.randomUUID()}.download`);
  try {
    using file = await Deno.open(archive, { write: true, createNew: true, mode: 0o600 });
    const onBytes = count("downloading", head.size, onProgress);
    await readObject(store, head.key, async (bytes) => {
      for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
      onBytes(bytes.length);
    }, { signal, etag: head.etag, onRetry: calls.onRetry });
    const cache = await CachedBundle.of(cacheDir, store.bucket, head.key);
    return await cache.fill(head, (place) =>
      extractArchive(archive, place, {
        signal,
        name: addressOf(store, head.key),
        onBytes: count("extracting", undefined, onProgress),
      }), signal);
  } catch (error) {
    if (isNotThere(error)) throw notThere(store, name, error);
    if (!(error instanceof DeadlineError && error.status === 412)) throw error;
    throw new BundleError(addressOf(store, head.key), "it was replaced meanwhile; try again", {
      cause: error,
    });
  } finally {
    await Deno.remove(archive).catch(() => {});
  }
}

function count(
  phase: SharedBundleProgress["phase"],
  totalBytes: number | undefined,
  onProgress: (progress: SharedBundleProgress) => void,
): (bytes: number) => void {
  let done = 0;
  return (bytes) => onProgress({ phase, bytes: done += bytes, totalBytes });
}

async function sizeOf(directory: string): Promise<number> {
  let size = 0;
  for await (const path of filesBelow(directory)) size += (await Deno.stat(path)).size;
  return size;
}

function taken(store: AttachmentStore, key: string, cause?: unknown): BundleError {
  return new BundleError(
    addressOf(store, key),
    "a shared bundle of this name is on the queue already; choose another name or replace it",
    { cause },
  );
}
