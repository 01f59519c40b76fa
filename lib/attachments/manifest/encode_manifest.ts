import { asciiJson } from "../ascii_json.ts";
import type { Manifest } from "./manifest.ts";

/**
 * The canonical text of a manifest, byte for byte what the Python client writes: keys in order, no
 * white space, and everything but printable ASCII escaped.
 */
export function encodeManifest({ hashAlg, manifestVersion, paths, totalSize }: Manifest): string {
  const entries = paths.map(({ hash, mtime, path, size }) => ({ hash, mtime, path, size }));
  return asciiJson({ hashAlg, manifestVersion, paths: entries, totalSize });
}
