import { createManifest, diffFolder } from "@deadline/client/attachments";
import { join } from "@std/path";
import type { AssetRoot } from "./asset_root.ts";

/** A file that a task has written. */
export interface FoundOutput {
  /** Its path from the asset root on, with `/` between the parts. */
  readonly path: string;
  /** Where it is. */
  readonly file: string;
}

/**
 * Finds files in the output folders of an asset root that are new there, or changed. Files whose
 * names begin with a dot are none of them: programs keep what is not finished in such. Links are
 * followed wherever they lead, as programs may well write to another disk: whoever made them can
 * read what they lead to.
 */
export async function findOutputs(
  { folder, outputDirectories, known }: AssetRoot,
  { signal }: { signal: AbortSignal },
): Promise<FoundOutput[]> {
  if (outputDirectories.length === 0) return [];
  const include = outputDirectories.map((directory) => `${literal(directory)}/**/*`);
  const manifest = createManifest(known.values());
  const { added, modified } = await diffFolder({ root: folder, manifest, include }, { signal });
  return [...added, ...modified].sort().map((path) => ({ path, file: join(folder, path) }));
}

/** A pattern that matches a path alone. */
function literal(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}
