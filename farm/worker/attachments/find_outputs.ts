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
 * names begin with a dot are none of them: programs keep what is not finished in such.
 */
export async function findOutputs(
  { folder, outputDirectories, known }: AssetRoot,
  { signal, onLine }: { signal: AbortSignal; onLine: (line: string) => void | Promise<void> },
): Promise<FoundOutput[]> {
  if (outputDirectories.length === 0) return [];
  const include = outputDirectories.map((directory) => `${literal(directory)}/**/*`);
  const manifest = createManifest(known.values());
  const { added, modified } = await diffFolder({ root: folder, manifest, include }, { signal });
  if (added.length + modified.length === 0) return [];
  const root = await Deno.realPath(folder);
  const outputs: FoundOutput[] = [];
  for (const path of [...added, ...modified].sort()) {
    const file = join(folder, path);
    const real = await Deno.realPath(file);
    if (real.startsWith(`${root}/`)) outputs.push({ path, file });
    else await onLine(`Left out ${path}: it leads out of the asset root through a link`);
  }
  return outputs;
}

/** A pattern that matches a path alone. */
function literal(path: string): string {
  return path.replace(/[*?[]/g, "[$&]");
}
