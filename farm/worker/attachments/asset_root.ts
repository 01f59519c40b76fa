import { createHash } from "node:crypto";
import { join } from "@std/path";
import type { ManifestProperties } from "@aws-sdk/client-deadline";
import type { ManifestPath } from "@deadline/client/attachments";
import { mapPath, type PathMappingRule } from "@deadline/openjd/session";

/** A folder of the submitting workstation, and what a session has of it. */
export interface AssetRoot {
  /** What the job says of it. */
  readonly properties: ManifestProperties;
  /** The folder, as the job names it. */
  readonly rootPath: string;
  /** Where it is in this session. */
  readonly folder: string;
  /** Folders below it in which outputs are looked for, in the form of this machine. */
  readonly outputDirectories: readonly string[];
  /** The files that were brought here or have been sent as outputs, by their paths from the root. */
  readonly known: Map<string, ManifestPath>;
}

/**
 * The asset roots of a job in a session. What is in a place of the job's storage profile goes where
 * the rules say that place is on this host; all else goes below the session's working directory.
 */
export function assetRoots(
  manifests: readonly ManifestProperties[],
  rules: readonly PathMappingRule[],
  workingDirectory: string,
): AssetRoot[] {
  return manifests.map((properties) => {
    const rootPath = properties.rootPath!;
    const { fileSystemLocationName, outputRelativeDirectories = [] } = properties;
    const mapped = fileSystemLocationName && rules.some((rule) => covers(rule, rootPath));
    return {
      properties,
      rootPath,
      folder: mapped ? mapPath(rootPath, rules) : join(workingDirectory, assetRootName(rootPath)),
      outputDirectories: properties.rootPathFormat === "windows"
        ? outputRelativeDirectories.map((directory) => directory.replaceAll("\\", "/"))
        : outputRelativeDirectories,
      known: new Map(),
    };
  });
}

/** The name of the folder that stands for a root in a session, as other workers name it too. */
export function assetRootName(rootPath: string): string {
  const hash = createHash("shake256", { outputLength: 10 }).update(rootPath).digest("hex");
  return `assetroot-${hash}`;
}

/** The rules that lead from the roots to where they are in the session. */
export function assetRootRules(roots: readonly AssetRoot[]): PathMappingRule[] {
  return roots.map(({ properties, rootPath, folder }) => ({
    sourcePathFormat: properties.rootPathFormat === "windows" ? "WINDOWS" : "POSIX",
    sourcePath: rootPath,
    destinationPath: folder,
  }));
}

function covers(rule: PathMappingRule, path: string): boolean {
  // A destination that no path has tells whether the rule was used.
  const destinationPath = "/\0";
  return mapPath(path, [{ ...rule, destinationPath }]).startsWith(destinationPath);
}
