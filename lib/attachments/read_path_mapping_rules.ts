import type { PathMappingRule } from "./download/path_mapping.ts";

/**
 * Reads path mapping rules from a file: JSON, either a list or an object with `path_mapping_rules`,
 * of objects with `source_path_format`, `source_path` and `destination_path`.
 *
 * @throws {SyntaxError} naming the file and the rule that is wrong.
 */
export async function readPathMappingRules(
  file: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<PathMappingRule[]> {
  const text = await Deno.readTextFile(file, { signal });
  const refuse = (reason: string) =>
    new SyntaxError(`Cannot use the rules in "${file}": ${reason}`);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw refuse("it is not JSON");
  }
  const rules = Array.isArray(content)
    ? content
    : (content as { path_mapping_rules?: unknown } | null)?.path_mapping_rules;
  if (!Array.isArray(rules)) throw refuse('it has no list "path_mapping_rules"');
  return rules.map((rule, index) => {
    const {
      source_path_format: format,
      source_path: sourcePath,
      destination_path: destinationPath,
    } = (rule ?? {}) as Record<string, unknown>;
    const sourcePathFormat = String(format).toLowerCase();
    if (sourcePathFormat !== "posix" && sourcePathFormat !== "windows") {
      throw refuse(`the "source_path_format" of rule ${index} is not "posix" or "windows"`);
    }
    if (typeof sourcePath !== "string" || typeof destinationPath !== "string") {
      throw refuse(`rule ${index} needs "source_path" and "destination_path"`);
    }
    return { sourcePathFormat, sourcePath, destinationPath };
  });
}
