import { basename, dirname, join } from "@std/path";
import { TaskError } from "@deadline/client/task";
import type { FileEntry, FileListing } from "./contract.ts";
import { isWithin } from "./is_within.ts";
import type { Roots } from "./roots.ts";
import { compact } from "./shapes/compact.ts";

/** A folder with more entries than this is shown in part. */
const MOST = 5_000;

/** What is in a folder below an allowed one, folders first; without a path the allowed folders. */
export async function listFiles(
  path: string | undefined,
  roots: Roots,
  signal: AbortSignal,
): Promise<FileListing> {
  const allowed = await roots.list();
  if (!path) {
    const entries = await Promise.all(allowed.map((root) => entryOf(root)));
    return { path: "", entries: entries.filter((entry) => entry !== undefined) };
  }
  const folder = await roots.resolve(path);
  if (!(await Deno.stat(folder)).isDirectory) {
    throw new TaskError(`"${path}" is not a folder`, { code: "NotFound", status: 404 });
  }
  const names: string[] = [];
  let total = 0;
  for await (const { name } of Deno.readDir(folder)) {
    signal.throwIfAborted();
    if (name.startsWith(".")) continue;
    if (++total <= MOST) names.push(name);
  }
  const entries: FileEntry[] = [];
  for (const name of names) {
    signal.throwIfAborted();
    const entry = await entryOf(join(folder, name));
    if (entry) entries.push(entry);
  }
  entries.sort((a, b) =>
    a.kind === b.kind ? a.name.localeCompare(b.name) : a.kind === "folder" ? -1 : 1
  );
  const above = dirname(folder);
  const parent = allowed.some((root) => isWithin(root, above)) ? above : undefined;
  return compact({ path: folder, parent, entries, total: total > MOST ? total : undefined });
}

/**
 * Makes a folder below an allowed one.
 *
 * @throws {TaskError} with status 403 if it would be anywhere else, 409 if there is something already.
 */
export async function makeFolder(path: string, roots: Roots): Promise<FileEntry> {
  const real = await roots.resolveNew(path);
  try {
    await Deno.mkdir(real);
  } catch (cause) {
    const taken = cause instanceof Deno.errors.AlreadyExists;
    const why = taken ? "there is something of that name already" : (cause as Error).message;
    throw new TaskError(`Cannot make the folder "${path}": ${why}`, {
      code: taken ? "AlreadyExists" : "NotWritable",
      status: taken ? 409 : 422,
      cause,
    });
  }
  return { path: real, name: basename(real), kind: "folder" };
}

/** An entry; undefined for what has gone, leads nowhere, or is neither file nor folder. */
async function entryOf(path: string): Promise<FileEntry | undefined> {
  const info = await Deno.stat(path).catch(() => undefined);
  if (!info?.isDirectory && !info?.isFile) return undefined;
  return compact({
    path,
    name: basename(path) || path,
    kind: info.isDirectory ? "folder" as const : "file" as const,
    size: info.isFile ? info.size : undefined,
    modifiedAt: info.mtime?.toISOString(),
  });
}
