import { resolve, SEPARATOR } from "@std/path";
import { manifestTime } from "../files/file_times.ts";
import { type FileFilter, findFiles } from "../files/find_files.ts";
import { EXACT_TIMES, fileFacts } from "../files/host_files.ts";
import { createManifest, type Manifest } from "./manifest.ts";
import { manifestOf, manifestPath, type SnapshotOptions } from "./folder_manifest.ts";

/** The files in which a folder and a manifest differ, as paths from the root on. */
export interface ManifestDiff {
  /** Files that the manifest does not have. */
  added: string[];
  /** Files that differ. */
  modified: string[];
  /** Files that only the manifest has. */
  deleted: string[];
}

/** What {@linkcode diffFolder} takes. */
export interface DiffInput extends FileFilter {
  /** The root of the files. */
  root: string;
  /** What to compare them with. */
  manifest: Manifest;
  /** Compare the bytes of the files, not size and time. */
  rehash?: boolean | undefined;
}

/** Times this close, in microseconds, are the same: setting a time may round it. */
const TIME_TOLERANCE = EXACT_TIMES ? 1 : 1_000;

/**
 * Compares the files below a root with a manifest.
 *
 * @throws {UnusableFilesError} naming all files that cannot be read.
 */
export async function diffFolder(
  input: DiffInput,
  options: SnapshotOptions = {},
): Promise<ManifestDiff> {
  const root = resolve(input.root);
  const files = await findFiles(root, input, options);
  if (!input.rehash) return changesSince(input.manifest, root, files);
  const now = files.length > 0 ? await manifestOf(root, files, options) : createManifest([]);
  return differencesByHash(input.manifest, now);
}

/** Compares files with a manifest by size and time, without reading them. */
export function changesSince(
  manifest: Manifest,
  root: string,
  files: readonly string[],
): ManifestDiff {
  const known = new Map(manifest.paths.map((entry) => [entry.path, entry]));
  const diff: ManifestDiff = { added: [], modified: [], deleted: [] };
  for (const file of files) {
    const path = manifestPath(root, file);
    const entry = known.get(path);
    known.delete(path);
    if (!entry) {
      diff.added.push(path);
      continue;
    }
    const { size, mtimeNs } = fileFacts(`${root}${SEPARATOR}${path}`);
    const away = Math.abs(manifestTime(mtimeNs) - entry.mtime);
    if (size !== entry.size || away > TIME_TOLERANCE) diff.modified.push(path);
  }
  diff.deleted.push(...known.keys());
  return sorted(diff);
}

/** Compares two manifests by the hashes of their files. */
export function differencesByHash(before: Manifest, after: Manifest): ManifestDiff {
  const known = new Map(before.paths.map(({ path, hash }) => [path, hash]));
  const diff: ManifestDiff = { added: [], modified: [], deleted: [] };
  for (const { path, hash } of after.paths) {
    const earlier = known.get(path);
    known.delete(path);
    if (earlier === undefined) diff.added.push(path);
    else if (earlier !== hash) diff.modified.push(path);
  }
  diff.deleted.push(...known.keys());
  return sorted(diff);
}

function sorted(diff: ManifestDiff): ManifestDiff {
  for (const paths of Object.values(diff)) paths.sort();
  return diff;
}
