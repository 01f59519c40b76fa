import { resolve } from "@std/path";

/** The files and directories that a job reads and writes; all paths absolute. */
export interface AssetReferences {
  /** Files that the job reads. */
  inputFiles: string[];
  /** Directories whose files the job reads. */
  inputDirectories: string[];
  /** Directories that the job writes to. */
  outputDirectories: string[];
  /** Paths that the job names, but that are not sent. */
  referencedPaths: string[];
}

/**
 * Reads the content of an `asset_references` file; relative paths are taken from `cwd`.
 *
 * @throws {TypeError} if it does not have that form.
 */
export function readAssetReferences(content: unknown, cwd: string): AssetReferences {
  const root = objectAt(content ?? {}, "assetReferences");
  const inputs = objectAt(root, "inputs");
  const paths = (parent: Record<string, unknown>, key: string) =>
    pathsAt(parent, key).map((path) => resolve(cwd, path));
  return {
    inputFiles: paths(inputs, "filenames"),
    inputDirectories: paths(inputs, "directories"),
    outputDirectories: paths(objectAt(root, "outputs"), "directories"),
    referencedPaths: paths(root, "referencedPaths"),
  };
}

function objectAt(parent: unknown, key: string): Record<string, unknown> {
  const value = (parent as Record<string, unknown>)[key] ?? {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new TypeError(`"${key}" must be an object`);
  }
  return value as Record<string, unknown>;
}

function pathsAt(parent: Record<string, unknown>, key: string): string[] {
  const value = parent[key] ?? [];
  if (!Array.isArray(value) || value.some((path) => typeof path !== "string")) {
    throw new TypeError(`"${key}" must be a list of paths`);
  }
  return value;
}
