import type { Manifest } from "./manifest.ts";

/**
 * The canonical text of a manifest, byte for byte what the Python client writes: keys in order, no
 * white space, and everything but printable ASCII escaped.
 */
export function encodeManifest({ hashAlg, manifestVersion, paths, totalSize }: Manifest): string {
  const entries = paths.map(({ hash, mtime, path, size }) =>
    `{"hash":${quote(hash)},"mtime":${mtime},"path":${quote(path)},"size":${size}}`
  );
  return `{"hashAlg":${quote(hashAlg)},"manifestVersion":${quote(manifestVersion)},` +
    `"paths":[${entries.join(",")}],"totalSize":${totalSize}}`;
}

/** JSON as `JSON.stringify` has it, but with DEL and all beyond ASCII escaped too. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\uffff]/g, escape);
}

function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
