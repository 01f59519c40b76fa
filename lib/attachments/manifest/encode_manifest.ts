import { asciiJson } from "../ascii_json.ts";
import type { Manifest, ManifestPath } from "./manifest.ts";

/** Characters of a piece of a manifest's text, about. */
const PIECE = 2 ** 16;

/**
 * The canonical text of a manifest, byte for byte what the Python client writes: keys in order, no
 * white space, and everything but printable ASCII escaped.
 */
export function encodeManifest({ hashAlg, manifestVersion, paths, totalSize }: Manifest): string {
  return [...manifestPieces({ hashAlg, manifestVersion }, paths, () => totalSize)].join("");
}

/** The same, piece by piece; the total is asked for when all paths have been gone through. */
export function* manifestPieces(
  { hashAlg, manifestVersion }: Pick<Manifest, "hashAlg" | "manifestVersion">,
  paths: Iterable<ManifestPath>,
  totalSize: () => number,
): Generator<string> {
  let piece = `${asciiJson({ hashAlg, manifestVersion }).slice(0, -1)},"paths":[`;
  let isFirst = true;
  for (const { hash, mtime, path, size } of paths) {
    piece += `${isFirst ? "" : ","}${asciiJson({ hash, mtime, path, size })}`;
    isFirst = false;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}],"totalSize":${asciiJson(totalSize())}}`;
}
