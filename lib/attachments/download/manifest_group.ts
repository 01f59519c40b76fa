import { createManifest, type Manifest, type ManifestPath } from "../manifest/manifest.ts";

/** Files of a job below one root: what it was given, or what it made. */
export interface ManifestGroup {
  /** The root, as it was named on the machine that the job was submitted from. */
  rootPath: string;
  /** How paths of that machine are written. */
  rootPathFormat: "posix" | "windows";
  /** The place of the storage profile that the root is in, if any. */
  fileSystemLocationName?: string | undefined;
  /** The files. */
  manifest: Manifest;
  /** Folders that the job writes outputs to, from the root on. */
  outputRelativeDirectories?: string[] | undefined;
}

/** One manifest of several for the same root; a later one replaces files of an earlier one. */
export function mergeManifests(manifests: Iterable<Manifest>): Manifest {
  const paths = new Map<string, ManifestPath>();
  for (const manifest of manifests) {
    for (const file of manifest.paths) paths.set(file.path, file);
  }
  return createManifest(paths.values());
}

/** How paths are written on the machine that a root is of, if nobody has told. */
export function formatOfRoot(rootPath: string): "posix" | "windows" {
  return /^[A-Za-z]:[\\/]|^\\\\/.test(rootPath) ? "windows" : "posix";
}
