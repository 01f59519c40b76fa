import { join } from "@std/path";

/** The files in a folder and below, as paths from it on. */
export async function walk(folder: string, below = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(folder, below))) {
    const path = join(below, name);
    if (isDirectory) found.push(...await walk(folder, path));
    else found.push(path);
  }
  return found;
}
