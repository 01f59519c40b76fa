/** A folder of the submitting workstation and what it is called on this worker. */
export interface PathMappingRule {
  /** How the source path is written. */
  sourcePathFormat: "POSIX" | "WINDOWS";
  /** The folder, as the job names it. */
  sourcePath: string;
  /** The folder, as it is reached here. */
  destinationPath: string;
}

/**
 * Translates a path by the first rule whose folder it lies in; a rule for a deeper folder goes
 * before one for a folder around it. A path that no rule knows comes back unchanged.
 */
export function mapPath(path: string, rules: readonly PathMappingRule[]): string {
  const byDepth = rules.toSorted((a, b) =>
    segments(b.sourcePath, b).length - segments(a.sourcePath, a).length
  );
  for (const rule of byDepth) {
    const source = segments(rule.sourcePath, rule);
    const given = segments(path, rule);
    const inside = source.length <= given.length &&
      source.every((segment, index) => same(segment, given[index], rule));
    if (!inside) continue;
    const rest = given.slice(source.length);
    const destination = rule.destinationPath.replace(/\/+$/, "");
    const mapped = [destination, ...rest].join("/");
    return ends(path, rule) ? `${mapped}/` : mapped || "/";
  }
  return path;
}

/** The rules as the file that `{{Session.PathMappingRulesFile}}` names holds them. */
export function pathMappingDocument(rules: readonly PathMappingRule[]): string {
  if (rules.length === 0) return "{}";
  return JSON.stringify({
    version: "pathmapping-1.0",
    path_mapping_rules: rules.map((rule) => ({
      source_path_format: rule.sourcePathFormat,
      source_path: rule.sourcePath,
      destination_path: rule.destinationPath,
    })),
  });
}

/** Whether a path is written with a separator at its end, which a mapped path keeps. */
function ends(path: string, { sourcePathFormat }: PathMappingRule): boolean {
  return path.endsWith("/") || (sourcePathFormat === "WINDOWS" && path.endsWith("\\"));
}

/** The parts of an absolute path; its root counts as one, so that relative paths never match. */
function segments(path: string, { sourcePathFormat }: PathMappingRule): string[] {
  const parts = path.split(sourcePathFormat === "WINDOWS" ? /[\\/]/ : "/");
  return parts.filter((part, index) => (index === 0 || part !== "") && part !== ".");
}

function same(a: string, b: string, { sourcePathFormat }: PathMappingRule): boolean {
  return sourcePathFormat === "WINDOWS" ? a.toLowerCase() === b.toLowerCase() : a === b;
}
