/** A file as a manifest tells of it. */
export interface ManifestPath {
  /** Its path from the root on, with `/` between the parts. */
  path: string;
  /** The hash of its bytes, as 32 hexadecimal digits. */
  hash: string;
  /** Its size in bytes. */
  size: number;
  /** When it was changed last, in whole microseconds since the epoch. */
  mtime: number;
}

/** A job attachment manifest of version 2023-03-03: the files below one root. */
export interface Manifest {
  /** The hash algorithm. */
  hashAlg: "xxh128";
  /** The version of the format. */
  manifestVersion: "2023-03-03";
  /** The files, sorted by the UTF-16 code units of their paths. */
  paths: ManifestPath[];
  /** The sizes of all files together, in bytes. */
  totalSize: number;
}

/**
 * Makes a manifest of files: sorted, with the total.
 *
 * @example
 * ```ts
 * import { createManifest, encodeManifest } from "@deadline/client/attachments";
 * import { assertEquals } from "@std/assert";
 *
 * const hash = "99aa06d3014798d86001c324468d497f";
 * const manifest = createManifest([{ path: "é", hash, size: 0, mtime: 0 }]);
 * assertEquals(
 *   encodeManifest(manifest),
 *   `{"hashAlg":"xxh128","manifestVersion":"2023-03-03","paths":[{"hash":"${hash}",` +
 *     `"mtime":0,"path":"\\u00e9","size":0}],"totalSize":0}`,
 * );
 * ```
 */
export function createManifest(files: Iterable<ManifestPath>): Manifest {
  // Plain comparison is by UTF-16 code units, which is the canonical order.
  const paths = [...files].sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  const totalSize = paths.reduce((sum, { size }) => sum + size, 0);
  return { hashAlg: "xxh128", manifestVersion: "2023-03-03", paths, totalSize };
}
