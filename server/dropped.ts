import { dirname, join } from "@std/path";
import { TaskError } from "@deadline/client/task";

/** A bundle that is dropped on the page is at most this large. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_FILES = 2_000;
/** How many dropped bundles are kept; the oldest make room. */
const KEPT = 10;
const DEEPEST = 32;

/** A part of a file of a dropped bundle. */
export interface DroppedPart {
  /** The path of the file in the bundle, with `/` between its parts. */
  path: string;
  /** Where in the file it belongs: parts come in their order. */
  offset: number;
  /** The bytes, in base64. */
  data: string;
}

interface Dropped {
  folder: string;
  bytes: number;
  /** How long each file is so far. */
  sizes: Map<string, number>;
}

/**
 * Bundles that were dropped on the page. A browser does not tell where they lie, so their files are
 * sent, into a folder of the console's own; nothing that was not sent is ever there.
 */
export class DroppedBundles {
  /** Where they are kept. */
  readonly directory: string;
  readonly #open = new Map<string, Dropped>();
  /** When the last one was begun: no two at the same time, so that ids tell which is older. */
  #lastBegun = 0;

  /** Keeps them in the console's folder. */
  constructor(dataDir: string) {
    this.directory = join(dataDir, "dropped");
  }

  /** Begins a bundle; gives its id, and the folder that it will be in. */
  async begin(name: string): Promise<{ id: string; path: string }> {
    checkName(name);
    this.#lastBegun = Math.max(Date.now(), this.#lastBegun + 1);
    const id = `${this.#lastBegun.toString(36).padStart(9, "0")}-${crypto.randomUUID()}`;
    const folder = join(this.directory, id, name);
    await this.#makeRoom();
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    this.#open.set(id, { folder, bytes: 0, sizes: new Map() });
    return { id, path: folder };
  }

  /**
   * Adds a part of a file.
   *
   * @throws {TaskError} with status 400 if it cannot be part of a bundle, 413 if that would be too much.
   */
  async add(id: string, { path, offset, data }: DroppedPart): Promise<void> {
    const dropped = this.#open.get(id);
    if (!dropped) {
      throw new TaskError("There is no such dropped bundle", { code: "NotFound", status: 404 });
    }
    const parts = String(path).split("/");
    if (parts.length > DEEPEST) throw unusable(path);
    parts.forEach(checkName);
    const size = dropped.sizes.get(path) ?? 0;
    if (offset !== size) throw unusable(path);
    const bytes = decode(data, path);
    dropped.bytes += bytes.length;
    const isNew = !dropped.sizes.has(path);
    if (dropped.bytes > MOST_BYTES || (isNew && dropped.sizes.size >= MOST_FILES)) {
      await this.#forget(id);
      throw new TaskError(
        `A bundle that is dropped has at most ${MOST_FILES} files and ${MOST_BYTES >> 20} MiB`,
        {
          code: "TooLarge",
          status: 413,
          hint: "Allow its folder instead, and choose it among the folders.",
        },
      );
    }
    const file = join(dropped.folder, ...parts);
    dropped.sizes.set(path, size + bytes.length);
    await Deno.mkdir(dirname(file), { recursive: true });
    await Deno.writeFile(file, bytes, isNew ? { createNew: true } : { append: true });
  }

  /** Gives up a bundle that was begun. */
  async drop(id: string): Promise<void> {
    if (this.#open.has(id)) await this.#forget(id);
  }

  async #forget(id: string): Promise<void> {
    this.#open.delete(id);
    await Deno.remove(join(this.directory, id), { recursive: true }).catch(() => {});
  }

  async #makeRoom(): Promise<void> {
    const ids: string[] = [];
    await Deno.mkdir(this.directory, { recursive: true, mode: 0o700 });
    for await (const { name } of Deno.readDir(this.directory)) ids.push(name);
    // Ids begin with their time.
    for (const id of ids.sort().slice(0, Math.max(0, ids.length + 1 - KEPT))) {
      await this.#forget(id);
    }
  }
}

/** Refuses what is no plain name on some system: it would lead elsewhere, or be another file there. */
function checkName(name: string): void {
  const isPlain = typeof name === "string" && name !== "" && name !== "." && name !== ".." &&
    // deno-lint-ignore no-control-regex -- control characters are what is looked for
    !/[/\\:*?"<>|\x00-\x1f]/.test(name) && new TextEncoder().encode(name).length <= 255;
  if (!isPlain) throw unusable(name);
}

function decode(data: string, path: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.fromBase64(data);
  } catch {
    throw unusable(path);
  }
}

function unusable(path: string): TaskError {
  return new TaskError(`"${path}" cannot be a file of a bundle`, {
    code: "BadRequest",
    status: 400,
  });
}
