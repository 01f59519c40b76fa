import { resolveFormatString, type Symbols } from "../format_string.ts";
import type { EmbeddedFile } from "../template/types.ts";

/**
 * Writes embedded files and gives the names by which format strings refer to them. All paths are
 * chosen before anything is written, since one file may hold the path of another.
 *
 * @param prefix What the names begin with: `Task.File` or `Env.File`.
 */
export async function writeEmbeddedFiles(
  files: readonly EmbeddedFile[],
  directory: string,
  prefix: string,
  symbols: Symbols,
): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  for (const { name, filename } of files) {
    const unique = `${name}-${crypto.randomUUID().slice(0, 8)}`;
    paths.set(`${prefix}.${name}`, `${directory}/${filename ?? unique}`);
  }
  const known = new Map([...symbols, ...paths]);
  for (const { name, data, runnable } of files) {
    const path = paths.get(`${prefix}.${name}`)!;
    const mode = runnable ? 0o700 : 0o600;
    await Deno.writeTextFile(path, resolveFormatString(data, known), { mode });
    // The mode above holds for new files only, and a file of this name may have been here.
    await Deno.chmod(path, mode);
  }
  return paths;
}
