import type { FileFilter } from "./find_files.ts";

/**
 * Reads which files to find from JSON text, or from a file with such text: an object with the lists
 * `include` and `exclude`, of which either may be missing.
 *
 * @throws {SyntaxError} if it is neither.
 */
export async function readFileFilter(
  textOrPath: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<FileFilter> {
  const text = await Deno.readTextFile(textOrPath, { signal }).catch((error) => {
    signal?.throwIfAborted();
    // No such file, or no name of one at all.
    if (error instanceof Error) return textOrPath;
    throw error;
  });
  const { include, exclude } = parse(text);
  if (!isPatterns(include) || !isPatterns(exclude)) {
    throw new SyntaxError(`Cannot use the filter "${text}": "include" and "exclude" are lists`);
  }
  return { include, exclude };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Refused below, as are texts that are JSON but no object.
  }
  throw new SyntaxError(`Cannot use the filter "${text}": it is no JSON object, nor a file of one`);
}

function isPatterns(value: unknown): value is string[] | undefined {
  return value === undefined ||
    Array.isArray(value) && value.every((pattern) => typeof pattern === "string");
}
