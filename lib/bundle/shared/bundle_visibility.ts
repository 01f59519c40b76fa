import { dirname, join } from "@std/path";
import type { AttachmentStore } from "../../attachments/store.ts";
import { cacheDirectory } from "../../config/cache_directory.ts";
import { formatDocument, writeWhole } from "../_bundle_files.ts";
import { cacheFolderOf } from "./_bundle_cache.ts";
import { bundlePrefix } from "./_bundle_store.ts";

/** Options of functions that look at which shared bundles are hidden. */
export interface VisibilityOptions {
  /** The folder of the caches. @default {"~/.deadline/cache"} */
  cacheDir?: string | undefined;
}

/**
 * The shared bundles of a queue that are hidden from lists on this workstation, by name. Hiding is a
 * matter of this workstation alone; nothing in the bucket changes.
 */
export async function hiddenSharedBundles(
  store: Pick<AttachmentStore, "bucket" | "rootPrefix">,
  { cacheDir = cacheDirectory() }: VisibilityOptions = {},
): Promise<Set<string>> {
  try {
    const { hidden } = JSON.parse(await Deno.readTextFile(await fileOf(store, cacheDir)));
    return new Set(Array.isArray(hidden) ? hidden.map(String) : []);
  } catch (error) {
    // The file lives in a cache: without it, or with a damaged one, nothing is hidden.
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return new Set();
    throw error;
  }
}

/**
 * Hides a shared bundle from the lists of this workstation.
 *
 * @returns Whether it was not hidden before.
 */
export async function hideSharedBundle(
  store: Pick<AttachmentStore, "bucket" | "rootPrefix">,
  name: string,
  options: VisibilityOptions = {},
): Promise<boolean> {
  const hidden = await hiddenSharedBundles(store, options);
  if (hidden.has(name)) return false;
  hidden.add(name);
  await write(store, hidden, options);
  return true;
}

/**
 * Shows a shared bundle in the lists of this workstation again.
 *
 * @returns Whether it was hidden before.
 */
export async function unhideSharedBundle(
  store: Pick<AttachmentStore, "bucket" | "rootPrefix">,
  name: string,
  options: VisibilityOptions = {},
): Promise<boolean> {
  const hidden = await hiddenSharedBundles(store, options);
  if (!hidden.delete(name)) return false;
  await write(store, hidden, options);
  return true;
}

async function write(
  store: Pick<AttachmentStore, "bucket" | "rootPrefix">,
  hidden: Set<string>,
  { cacheDir = cacheDirectory() }: VisibilityOptions,
): Promise<void> {
  const file = await fileOf(store, cacheDir);
  await Deno.mkdir(dirname(file), { recursive: true });
  await writeWhole(file, formatDocument({ version: 1, hidden: [...hidden].sort() }, "JSON"));
}

async function fileOf(
  store: Pick<AttachmentStore, "bucket" | "rootPrefix">,
  cacheDir: string,
): Promise<string> {
  const prefix = bundlePrefix(store).replace(/\/+$/, "");
  return join(await cacheFolderOf(cacheDir, `${store.bucket}/${prefix}`), ".visibility.json");
}
