import { dirname, resolve } from "@std/path";

/** As many links as Linux follows. */
const MAX_LINKS = 40;

/** Follows the links that a path is, also when the last one leads to nothing yet. */
export async function followLinks(path: string): Promise<string> {
  let target = path;
  for (let step = 0; step < MAX_LINKS; step++) {
    const next = await Deno.readLink(target).catch(() => undefined);
    if (next === undefined) return target;
    target = resolve(dirname(target), next);
  }
  throw new Error(`Cannot write "${path}": its links go round in a circle`);
}

/** Tells one content of a file from another without reading it. */
export async function fileVersion(path: string): Promise<string> {
  try {
    const { ino, mtime, size } = await Deno.stat(path);
    return `${ino} ${mtime?.getTime()} ${size}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/**
 * Puts a text in the place of a file in one step, readable by its owner only, and on the disk before
 * it resolves. With `version` it does so only if the file is still that one, and tells.
 */
export async function replaceFile(path: string, text: string, version?: string): Promise<boolean> {
  const temporary = `${path}.${crypto.randomUUID()}`;
  try {
    using file = await Deno.open(temporary, { write: true, createNew: true, mode: 0o600 });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
    if (version !== undefined && await fileVersion(path) !== version) {
      await Deno.remove(temporary);
      return false;
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
  return true;
}

/** The new name is on the disk only when its folder is; not all systems can be asked for that. */
async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(path);
  await folder.sync();
}
