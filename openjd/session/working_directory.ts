import { pathMappingDocument, type PathMappingRule } from "./path_mapping.ts";
import type { SessionOptions } from "./types.ts";

/** The folder of a session and what is in it from the beginning. */
export interface WorkingDirectory {
  /** The folder itself. */
  path: string;
  /** The file that holds the path mapping rules. */
  rulesFile: string;
  /** The rules themselves. */
  rules: readonly PathMappingRule[];
  /** The folder for embedded files. */
  filesDirectory: string;
}

/** Makes a folder for a session that only this user can look into. */
export async function makeWorkingDirectory(
  root: string | undefined,
  given: NonNullable<SessionOptions["pathMappingRules"]>,
): Promise<WorkingDirectory> {
  const path = await Deno.makeTempDir({ dir: root, prefix: "session-" });
  const rules = typeof given === "function" ? given(path) : given;
  const rulesFile = `${path}/path_mapping_rules.json`;
  const filesDirectory = `${path}/embedded_files`;
  await Deno.writeTextFile(rulesFile, pathMappingDocument(rules), { mode: 0o600 });
  await Deno.mkdir(filesDirectory, { mode: 0o700 });
  return { path, rulesFile, rules, filesDirectory };
}

/** Removes a folder, also if a process that is just ending still writes into it. */
export async function removeDirectory(path: string): Promise<void> {
  for (let attempt = 0;; attempt++) {
    try {
      return await Deno.remove(path, { recursive: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempt === 5) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 << attempt));
    }
  }
}
