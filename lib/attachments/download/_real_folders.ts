import { basename, dirname, join, relative, SEPARATOR } from "@std/path";
import { fileFacts, isThere, readFolder, resolveIfThere } from "../files/host_files.ts";
import { isLeftOver, isTemporaryName } from "./_temporary_names.ts";
import type { PlaceProblem } from "./_path_parts.ts";

/** Where a folder really is, and what is in it. */
export interface RealFolder {
  /** Its path without links; of what is not there yet, that below what is. */
  path: string;
  /** What is in it by name, as the disk tells names apart; nothing if it is not there yet. */
  entries: ReadonlyMap<string, Entry>;
  /** Sizes of large files that earlier runs have begun, by their names. */
  begun: ReadonlyMap<string, number>;
  exists: boolean;
}

/** Something in a folder. */
export interface Entry {
  name: string;
  kind: "file" | "folder" | "link";
}

/** What is wrong with a folder. */
export interface FolderProblem {
  problem: PlaceProblem;
  other?: string;
}

/** Looks at folders, each once. */
export class RealFolders {
  readonly #found = new Map<string, Promise<RealFolder | FolderProblem>>();
  readonly #fold: (name: string) => string;

  /** `fold` tells which names are the same on the disk. */
  constructor(fold: (name: string) => string) {
    this.#fold = fold;
  }

  /** Looks at a folder. */
  find(path: string): Promise<RealFolder | FolderProblem> {
    let found = this.#found.get(path);
    if (!found) this.#found.set(path, found = this.#look(path));
    return found;
  }

  async #look(path: string): Promise<RealFolder | FolderProblem> {
    if (!path.isWellFormed()) {
      const real = await resolveIfThere(path);
      return real === undefined ? await this.#below(path) : await this.#lookAtBytes(path, real);
    }
    try {
      const real = await Deno.realPath(path);
      if (!(await Deno.stat(real)).isDirectory) return { problem: "below a file", other: path };
      return { path: real, exists: true, ...await this.#list(real) };
    } catch (error) {
      if (error instanceof Deno.errors.NotADirectory) return { problem: "below a file" };
      if (error instanceof Deno.errors.FilesystemLoop) return { problem: "link", other: path };
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    return await this.#below(path);
  }

  /** What is not there yet is below what is. */
  async #below(path: string): Promise<RealFolder | FolderProblem> {
    const parent = dirname(path);
    // A link that leads to nothing would become a way out as soon as something is there.
    if (isThere(path)) return { problem: "link", other: path };
    if (parent === path) throw new Error(`Cannot find "${path}"`);
    const above = await this.find(parent);
    if ("problem" in above) return above;
    const real = join(above.path, basename(path));
    return { path: real, exists: false, entries: new Map(), begun: new Map() };
  }

  /** A folder that has a name on its way that is no text, and the one that it really is. */
  async #lookAtBytes(path: string, real: string): Promise<RealFolder | FolderProblem> {
    if (fileFacts(real).kind !== "folder") return { problem: "below a file", other: path };
    return { path: real, exists: true, ...await this.#list(real) };
  }

  async #list(folder: string): Promise<Pick<RealFolder, "entries" | "begun">> {
    const entries = new Map<string, Entry>();
    const begun = new Map<string, number>();
    for (const { name, isDirectory, isSymlink } of await readFolder(folder)) {
      const kind = isSymlink ? "link" : isDirectory ? "folder" : "file";
      if (!isTemporaryName(name)) entries.set(this.#fold(name), { name, kind });
      else await look(folder, name, begun);
    }
    return { entries, begun };
  }
}

/** Whether `path` is `root` or below it, both without links. */
export function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  const leavesIt = way === ".." || way.startsWith(`..${SEPARATOR}`);
  return way === "" || (!leavesIt && join(root, way) === path);
}

/** Removes what earlier runs have left behind for good, and remembers what can be gone on with. */
async function look(folder: string, name: string, begun: Map<string, number>): Promise<void> {
  const path = join(folder, name);
  const info = await Deno.lstat(path).catch(() => undefined);
  if (!info) return;
  if (isLeftOver(name, info.mtime?.getTime() ?? Date.now())) {
    await Deno.remove(path).catch(() => {});
  } else if (info.isFile) begun.set(name, info.size);
}
