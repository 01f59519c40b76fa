import { join } from "@std/path";
import type { PathFormat } from "./_path_parts.ts";

/** A folder of one machine, and what it is on this one. */
export interface PathMappingRule {
  /** How paths of the other machine are written. */
  sourcePathFormat: PathFormat;
  /** The folder there. */
  sourcePath: string;
  /** The folder here. */
  destinationPath: string;
}

/** What is needed of a storage profile. */
export interface ProfileLocations {
  /** Its id. */
  storageProfileId?: string | undefined;
  /** The kind of system that it is for. */
  osFamily?: string | undefined;
  /** Its places. */
  fileSystemLocations?:
    | readonly { name?: string | undefined; path?: string | undefined }[]
    | undefined;
}

/** The rules from one storage profile to another: places with the same name are the same. */
export function pathMappingRules(
  source: ProfileLocations,
  destination: ProfileLocations,
): PathMappingRule[] {
  if (source.storageProfileId === destination.storageProfileId) return [];
  const sourcePathFormat = source.osFamily?.toLowerCase() === "windows" ? "windows" : "posix";
  const here = new Map(destination.fileSystemLocations?.map(({ name, path }) => [name, path]));
  return (source.fileSystemLocations ?? []).flatMap(({ name, path: sourcePath }) => {
    const destinationPath = here.get(name);
    return sourcePath && destinationPath ? [{ sourcePathFormat, sourcePath, destinationPath }] : [];
  });
}

/**
 * Says where paths of another machine are on this one: by the rule of the deepest folder that a path
 * is in.
 *
 * @example
 * ```ts
 * import { PathMapping } from "@deadline/client/attachments";
 * import { assertEquals } from "@std/assert";
 *
 * const mapping = new PathMapping([
 *   { sourcePathFormat: "windows", sourcePath: "X:\\shows", destinationPath: "/mnt/shows" },
 * ]);
 * assertEquals(mapping.map("x:/Shows/a/b.exr")?.path, "/mnt/shows/a/b.exr");
 * assertEquals(mapping.map("Y:\\a"), undefined);
 * ```
 */
export class PathMapping {
  readonly #rules: { rule: PathMappingRule; parts: string[] }[];

  /** Takes the rules; where two have the same folder, the later one counts. */
  constructor(rules: readonly PathMappingRule[]) {
    this.#rules = rules.map((rule) => ({ rule, parts: folded(rule.sourcePath, rule) }))
      .reverse().sort((a, b) => b.parts.length - a.parts.length);
  }

  /** The path here and the folder of its rule; `undefined` if no rule knows it. */
  map(path: string): { path: string; within: string } | undefined {
    for (const { rule, parts } of this.#rules) {
      const given = folded(path, rule);
      if (!parts.every((part, index) => part === given[index])) continue;
      const rest = splitPath(path, rule.sourcePathFormat).slice(parts.length);
      return { path: join(rule.destinationPath, ...rest), within: rule.destinationPath };
    }
    return undefined;
  }
}

/** The parts of a path, its anchor (`/`, `//`, `C:\`, `\\host\share\`) as one of them. */
export function splitPath(path: string, format: PathFormat): string[] {
  if (format === "posix") {
    const anchor = /^\/\/(?!\/)|^\/+/.exec(path)?.[0] ?? "";
    const parts = path.slice(anchor.length).split("/").filter((part) =>
      part !== "" && part !== "."
    );
    return anchor === "" ? parts : [anchor === "//" ? "//" : "/", ...parts];
  }
  const slashes = path.replaceAll("/", "\\");
  const anchor = /^\\\\[^\\]+\\[^\\]+\\?|^[A-Za-z]:\\*|^\\+/.exec(slashes)?.[0] ?? "";
  const parts = slashes.slice(anchor.length).split("\\").filter((part) =>
    part !== "" && part !== "."
  );
  return anchor === "" ? parts : [anchor.replace(/\\*$/, "\\"), ...parts];
}

function folded(path: string, { sourcePathFormat }: PathMappingRule): string[] {
  const parts = splitPath(path, sourcePathFormat);
  return sourcePathFormat === "windows" ? parts.map((part) => part.toLowerCase()) : parts;
}
