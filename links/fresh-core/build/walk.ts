import * as path from "@std/path";

/** The files below a folder, sorted; none when there is no folder. */
export async function walk(
  dir: string,
  skip: (entry: Deno.DirEntry) => boolean = () => false,
): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const entry of Deno.readDir(dir)) {
      if (skip(entry)) continue;
      const full = path.join(dir, entry.name);
      if (entry.isDirectory) files.push(...await walk(full, skip));
      else if (entry.isFile) files.push(full);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files.sort();
}
