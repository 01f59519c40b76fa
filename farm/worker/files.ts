import { dirname, join } from "@std/path";

/** Writes a file that only this user can read, whole or not at all. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.new`;
  await Deno.writeTextFile(temporary, text, { mode: 0o600 });
  await Deno.rename(temporary, path);
}

/**
 * Makes a folder in which `deno` is the program that runs this worker, so that the scripts of a job
 * find it where nothing is installed.
 *
 * @returns The folder.
 */
export async function makeToolFolder(dataDir: string): Promise<string> {
  const folder = join(dataDir, "tools");
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  const link = join(folder, "deno");
  await Deno.remove(link).catch(() => {});
  await Deno.symlink(Deno.execPath(), link);
  return folder;
}
