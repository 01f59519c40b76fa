import { createXXHash128 } from "hash-wasm";
import { Breaths } from "../_breaths.ts";
import { manifestPieces } from "./encode_manifest.ts";
import { createManifest, type ManifestPath } from "./manifest.ts";

/** The text of a manifest, which is written anew each time it is needed rather than held. */
export interface ManifestText {
  /** The hash of the text. */
  readonly hash: string;
  /** Its length: all of it is ASCII, so bytes are characters. */
  readonly size: number;
  /** The text, piece by piece. */
  pieces(): Iterable<string>;
}

/**
 * Makes the text of the manifest of some files.
 *
 * @param files Gone through each time that the text is needed. If they are not in the order of their
 * paths, they are held in memory.
 */
export async function manifestText(
  files: Iterable<ManifestPath>,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<ManifestText> {
  const hasher = (await createXXHash128()).init();
  const breaths = new Breaths(signal);
  let size = 0;
  const order = { isAscending: true };
  for (const piece of piecesOf(files, order)) {
    hasher.update(piece);
    size += piece.length;
    if (!order.isAscending) return await manifestText(createManifest(files).paths, { signal });
    if (breaths.due) await breaths.take();
  }
  return { hash: hasher.digest("hex"), size, pieces: () => piecesOf(files) };
}

function piecesOf(
  files: Iterable<ManifestPath>,
  order: { isAscending: boolean } = { isAscending: true },
): Iterable<string> {
  const { hashAlg, manifestVersion } = createManifest([]);
  let totalSize = 0;
  const counted = function* () {
    let last: string | undefined;
    for (const file of files) {
      if (last !== undefined && file.path < last) order.isAscending = false;
      last = file.path;
      totalSize += file.size;
      yield file;
    }
  };
  return manifestPieces({ hashAlg, manifestVersion }, counted(), () => totalSize);
}
