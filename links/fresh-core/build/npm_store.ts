import * as path from "@std/path";

/** A package in the module graph. */
export interface NpmPackage {
  /** Its name. */
  name: string;
  /** Its version. */
  version: string;
  /** What it needs, as keys of the same table. */
  dependencies: string[];
  /** The folder it is in. */
  localPath: string;
}

/**
 * Folders from which a bundler finds packages that are in the global cache, where they do not lie beside each other:
 * for each package one with links to itself and to what it needs, in exactly the versions that were resolved.
 */
export class NpmStore implements AsyncDisposable {
  #dir: string;
  #idByPath: Map<string, string>;

  private constructor(dir: string, idByPath: Map<string, string>) {
    this.#dir = dir;
    this.#idByPath = idByPath;
  }

  /** Makes the folders. */
  static async create(packages: Record<string, NpmPackage>): Promise<NpmStore> {
    const dir = await Deno.makeTempDir({ prefix: "npm-store-" });
    const idByPath = new Map<string, string>();
    for (const [id, { name, localPath, dependencies }] of Object.entries(packages)) {
      const folder = await Deno.realPath(localPath).catch(() => undefined);
      // Packages for other platforms are in the graph, but not installed.
      if (folder === undefined) continue;
      idByPath.set(folder, id);
      await link(dir, id, name, localPath);
      for (const needed of dependencies) {
        const found = packages[needed];
        if (found && needed !== id) await link(dir, id, found.name, found.localPath);
      }
    }
    return new NpmStore(dir, idByPath);
  }

  /** The folder from which a package and what it needs are found. */
  folderOf(id: string): string {
    return path.join(this.#dir, folderName(id));
  }

  /** The folder for imports in a file of a package, or undefined when it is in none. */
  folderFor(file: string): string | undefined {
    for (let dir = path.dirname(file); dir !== path.dirname(dir); dir = path.dirname(dir)) {
      const id = this.#idByPath.get(dir);
      if (id !== undefined) return this.folderOf(id);
    }
    return undefined;
  }

  /** Removes the folders. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#dir, { recursive: true });
  }
}

async function link(dir: string, id: string, name: string, target: string): Promise<void> {
  const at = path.join(dir, folderName(id), "node_modules", name);
  await Deno.mkdir(path.dirname(at), { recursive: true });
  await Deno.symlink(target, at, { type: "junction" }).catch((error) => {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  });
}

function folderName(id: string): string {
  return id.replaceAll("/", "+");
}
