import { basename, join } from "@std/path";
import { writeWhole } from "../_bundle_files.ts";
import { placeDirectory } from "../_place_directory.ts";
import { findBundleRoot } from "./bundle_info.ts";
import { safeBundleName, withoutExtension } from "./bundle_name.ts";

/** The file in a folder of the cache that says which version of the bundle is in it. */
const META_FILE = ".bundle_cache_meta.json";

/** The folder of the cache for shared bundles, which the Python client uses too. */
export function bundleCacheFolder(cacheDir: string): string {
  return join(cacheDir, "job-bundles");
}

/** The folder of the cache that belongs to something, by the beginning of a hash. */
export async function cacheFolderOf(cacheDir: string, what: string): Promise<string> {
  const bytes = new TextEncoder().encode(what);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  return join(bundleCacheFolder(cacheDir), hash.slice(0, 16));
}

/** A bundle of a bucket, unpacked in the cache. */
export class CachedBundle {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** The place of a bundle in the cache, whether or not it is there. */
  static async of(cacheDir: string, bucket: string, key: string): Promise<CachedBundle> {
    const folder = await cacheFolderOf(cacheDir, `${bucket}/${key}`);
    try {
      return new CachedBundle(join(folder, safeBundleName(withoutExtension(basename(key)))));
    } catch (error) {
      // The hash alone tells bundles apart; the name is for people.
      if (!(error instanceof TypeError)) throw error;
      return new CachedBundle(folder);
    }
  }

  /** The bundle's directory, if it is there in the version with this tag. */
  async find(etag: string | undefined): Promise<string | undefined> {
    try {
      const meta = JSON.parse(await Deno.readTextFile(join(this.#folder, META_FILE)));
      if (!etag || bare(meta.etag) !== bare(etag)) return undefined;
      return await findBundleRoot(this.#folder);
    } catch {
      // One that is not there or damaged is made anew.
      return undefined;
    }
  }

  /** Fills the place anew and gives the bundle's directory. */
  async fill(
    version: { etag?: string | undefined; lastModified?: Date | undefined },
    body: (folder: string) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { etag = "", lastModified } = version;
    const placing = placeDirectory(this.#folder, async (temporary) => {
      await body(temporary);
      const meta = { etag, last_modified: lastModified?.toISOString() ?? "" };
      await writeWhole(join(temporary, META_FILE), JSON.stringify(meta), signal);
    }, { signal, replace: true });
    try {
      await placing;
    } catch (error) {
      // Another program may have filled it with the same at the same time.
      const there = signal?.aborted ? undefined : await this.find(etag);
      if (there) return there;
      throw error;
    }
    return await findBundleRoot(this.#folder) ?? this.#folder;
  }
}

function bare(etag: unknown): string {
  return String(etag ?? "").replace(/^"+|"+$/g, "");
}

/** Whether a file of a bundle's directory is only the cache's. */
export function isCacheFile(name: string): boolean {
  return name === META_FILE;
}
