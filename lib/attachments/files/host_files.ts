import { join } from "@std/path";
import { libc } from "./_libc.ts";
import { pathBytes, pathOfBytes } from "./path_bytes.ts";

/** What a file is, links followed. */
export interface FileFacts {
  /** A regular file, a folder, or something else: a pipe, a socket or a device. */
  kind: "file" | "folder" | "special";
  /** Its size in bytes. */
  size: number;
  /** When it was changed last, in nanoseconds since the epoch. */
  mtimeNs: bigint;
  /** Tells it from every other file of this machine. */
  identity: string;
}

/**
 * Whether times of files are exact to the nanosecond. They are on Linux, where the process may use
 * the C library (`--allow-ffi`); elsewhere the platform gives whole milliseconds.
 */
export const EXACT_TIMES: boolean = libc !== undefined;

const REPLACED = "\ufffd";
const S_IFMT = 0o170000;
const S_IFREG = 0o100000;
const S_IFDIR = 0o040000;
const S_IFLNK = 0o120000;

/**
 * Looks at a file, links followed.
 *
 * @throws {Error} of the platform, if it is not there or cannot be looked at.
 */
export function fileFacts(path: string): FileFacts {
  const raw = libc?.stat(path);
  if (raw) {
    const type = raw.mode & S_IFMT;
    return {
      kind: type === S_IFREG ? "file" : type === S_IFDIR ? "folder" : "special",
      size: raw.size,
      mtimeNs: raw.mtimeNs,
      identity: `${raw.device}:${raw.inode}`,
    };
  }
  // Tells what is wrong, too, with a path that the C library refused.
  const info = Deno.statSync(path);
  return {
    kind: info.isFile ? "file" : info.isDirectory ? "folder" : "special",
    size: info.size,
    mtimeNs: BigInt(info.mtime?.getTime() ?? 0) * 1_000_000n,
    identity: `${info.dev}:${info.ino}`,
  };
}

/** Whether a path is a link; false if it is not there. */
export function isLink(path: string): boolean {
  const raw = libc?.stat(path, { follow: false });
  if (raw) return (raw.mode & S_IFMT) === S_IFLNK;
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false;
  }
}

/** Opens a file to read; see {@linkcode fileFacts} for names that are no UTF-8. */
export function openToRead(path: string): Deno.FsFile {
  return (path.isWellFormed() ? undefined : libc?.open(path)) ?? Deno.openSync(path);
}

/**
 * Whether a file of this machine can have such a name: any text, and on Linux, where the process may
 * use the C library, any other bytes too, written as {@linkcode pathBytes} says.
 */
export function isHostName(name: string): boolean {
  return name.isWellFormed() || (libc !== undefined && pathOfBytes(pathBytes(name)) === name);
}

/**
 * Makes a folder, if nothing is there; what is there is left as it is.
 *
 * @throws {Error} of the platform, if it cannot be made.
 */
export function makeFolder(path: string): void {
  if (!path.isWellFormed()) {
    if (!libc?.makeFolder(path) && !isThere(path)) throw cannot("make the folder", path);
    return;
  }
  try {
    Deno.mkdirSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

/**
 * Gives a file another name that is no text, in one step.
 *
 * @returns Whether it has got it: not if something has it and is not to be replaced.
 * @throws {Error} with the code `EIO`, if the system refuses.
 */
export function renameToBytes(
  from: string,
  to: string,
  { replace }: { replace: boolean },
): boolean {
  if (libc?.rename(from, to, { replace })) return true;
  if (!replace && isThere(to)) return false;
  throw cannot("write to", to);
}

/** Whether there is anything at a path, be it a link that leads nowhere. */
export function isThere(path: string): boolean {
  if (libc) return libc.stat(path, { follow: false }) !== undefined;
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The C library keeps to itself why it refused. */
function cannot(what: string, path: string): Error {
  return Object.assign(new Error(`Cannot ${what} ${JSON.stringify(path)}`), { code: "EIO" });
}

/** The path with all links resolved, or `undefined` if there is nothing. */
export async function resolveIfThere(path: string): Promise<string | undefined> {
  if (!path.isWellFormed()) return libc?.resolve(path);
  return await Deno.realPath(path).catch(() => undefined);
}

/** The path with all links resolved. */
export function resolvePath(path: string): string {
  const resolved = path.isWellFormed() ? Deno.realPathSync(path) : REPLACED;
  return resolved.includes(REPLACED) ? libc?.resolve(path) ?? resolved : resolved;
}

/**
 * All that is in a folder, links not followed; see {@linkcode pathBytes} for names that are no UTF-8.
 *
 * @throws {Error} of the platform, if it cannot be listed.
 */
export async function readFolder(folder: string): Promise<Deno.DirEntry[]> {
  if (folder.isWellFormed()) {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    if (!libc || entries.every(({ name }) => !name.includes(REPLACED))) return entries;
  }
  const names = libc?.list(folder);
  if (!names) throw new Deno.errors.PermissionDenied(`Cannot list ${JSON.stringify(folder)}`);
  return names.map((name) => {
    const type = (libc!.stat(join(folder, name), { follow: false })?.mode ?? 0) & S_IFMT;
    return {
      name,
      isFile: type === S_IFREG,
      isDirectory: type === S_IFDIR,
      isSymlink: type === S_IFLNK,
    };
  });
}

/** An entry of a folder. */
export interface FolderEntry {
  /** Its name; see {@linkcode fileFacts}. */
  name: string;
  /** What it is, if that is known without looking: links have to be looked at. */
  kind: "file" | "folder" | "unknown";
}

/** What is in a folder; nothing, if it cannot be listed. */
export function listFolder(folder: string): FolderEntry[] {
  if (folder.isWellFormed()) {
    try {
      const entries = [...Deno.readDirSync(folder)].map(({ name, isFile, isDirectory }) =>
        ({ name, kind: isFile ? "file" : isDirectory ? "folder" : "unknown" }) as const
      );
      if (entries.every(({ name }) => !name.includes(REPLACED))) return entries;
    } catch {
      return [];
    }
  }
  return (libc?.list(folder) ?? []).map((name) => ({ name, kind: "unknown" }));
}
