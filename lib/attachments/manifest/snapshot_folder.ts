import { resolve, SEPARATOR } from "@std/path";
import { changesSince, differencesByHash } from "./diff_folder.ts";
import { type FileFilter, findFiles } from "../files/find_files.ts";
import { manifestOf, type SnapshotOptions } from "./folder_manifest.ts";
import { createManifest, type Manifest } from "./manifest.ts";

/** What {@linkcode snapshotFolder} takes. */
export interface SnapshotInput extends FileFilter {
  /** The root of the files. */
  root: string;
  /** Take only files that are new or changed since this manifest. */
  since?: Manifest | undefined;
  /** Tell changes since then by the bytes of the files, not by size and time. */
  rehash?: boolean | undefined;
}

/**
 * Makes a manifest of the files below a root.
 *
 * @returns The manifest, or `undefined` if there is no file to be told of.
 * @throws {UnusableFilesError} naming all files that cannot be read.
 *
 * @example
 * ```ts
 * import { snapshotFolder } from "@deadline/client/attachments";
 * import { assertEquals } from "@std/assert";
 *
 * const root = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${root}/scene.txt`, "abc");
 * const manifest = await snapshotFolder({ root });
 * assertEquals(manifest?.paths.map(({ path, size }) => [path, size]), [["scene.txt", 3]]);
 * await Deno.remove(root, { recursive: true });
 * ```
 */
export async function snapshotFolder(
  input: SnapshotInput,
  options: SnapshotOptions = {},
): Promise<Manifest | undefined> {
  const root = resolve(input.root);
  let files = await findFiles(root, input, options);
  let manifest: Manifest | undefined;
  if (input.since && !input.rehash) {
    const { added, modified } = changesSince(input.since, root, files);
    files = [...added, ...modified].map((path) => `${root}${SEPARATOR}${path}`);
  }
  if (files.length > 0) manifest = await manifestOf(root, files, options);
  if (!manifest || !input.since || !input.rehash) return manifest;
  const { added, modified } = differencesByHash(input.since, manifest);
  const changed = new Set([...added, ...modified]);
  const paths = manifest.paths.filter(({ path }) => changed.has(path));
  return paths.length > 0 ? createManifest(paths) : undefined;
}
