import { join } from "@std/path";
import { libc } from "../files/_libc.ts";
import { makeFolder } from "../files/host_files.ts";
import { DestinationError } from "./destination_error.ts";

/** A folder that files are written to. */
export interface OpenFolder {
  /** The path of something in it, to work with and not to tell of. */
  at(name: string): string;
  /** Makes sure that it is still the folder that it was, where that is not sure by itself. */
  check(): Promise<void>;
  /** Tells that it is needed no more. */
  release(): void;
}

interface Shared {
  folder: Promise<Pinned>;
  users: number;
}

interface Pinned {
  prefix: string;
  check(): Promise<void>;
  close(): void;
}

/**
 * The folders that a download writes to, made where they are missing. What is written to one stays
 * below its root, even if somebody puts a link in the place of a folder meanwhile: on Linux each is
 * held open and gone on from, step by step; elsewhere its path is looked at before and after.
 */
export class Folders {
  readonly #shared = new Map<string, Shared>();

  /**
   * Opens the folder to which `parts` lead from a root, both without links.
   *
   * @throws {DestinationError} if a link or a file is on the way.
   */
  async open(root: string, parts: readonly string[]): Promise<OpenFolder> {
    const path = join(root, ...parts);
    let shared = this.#shared.get(path);
    if (!shared) {
      shared = { folder: pin(root, parts, path), users: 0 };
      this.#shared.set(path, shared);
    }
    shared.users++;
    const release = async () => {
      if (--shared.users > 0) return;
      if (this.#shared.get(path) === shared) this.#shared.delete(path);
      (await shared.folder.catch(() => undefined))?.close();
    };
    try {
      const { prefix, check } = await shared.folder;
      return { at: (name) => `${prefix}${name}`, check, release: () => void release() };
    } catch (error) {
      await release();
      throw error;
    }
  }
}

async function pin(root: string, parts: readonly string[], path: string): Promise<Pinned> {
  await Deno.mkdir(root, { recursive: true });
  const descriptor = canPin() ? step(root, parts, path) : undefined;
  if (descriptor !== undefined) {
    const prefix = `/proc/self/fd/${descriptor}/`;
    return { prefix, check: () => Promise.resolve(), close: () => libc!.close(descriptor) };
  }
  // The platform would write to another name.
  if (!path.isWellFormed()) throw refused(path);
  const check = async () => {
    if (await Deno.realPath(path) !== path) throw refused(path);
  };
  await Deno.mkdir(path, { recursive: true });
  await check();
  return { prefix: join(path, "/"), check, close: () => {} };
}

/** Goes on from folder to folder, each held open, none a link. */
function step(root: string, parts: readonly string[], path: string): number {
  let descriptor = libc!.openFolder(root);
  if (descriptor === undefined) throw refused(path);
  for (const part of parts) {
    const parent = descriptor;
    const next = `/proc/self/fd/${parent}/${part}`;
    try {
      descriptor = libc!.openFolder(next);
      if (descriptor === undefined) {
        // Made by somebody else meanwhile, or something that is no folder, which shows at once.
        makeFolder(next);
        descriptor = libc!.openFolder(next);
      }
    } finally {
      libc!.close(parent);
    }
    if (descriptor === undefined) throw refused(path);
  }
  return descriptor;
}

let pins: boolean | undefined;

/** Paths of open folders need more than the permission to read and write. */
function canPin(): boolean {
  if (pins !== undefined) return pins;
  if (!libc) return pins = false;
  try {
    Deno.lstatSync("/proc/self/fd/0/");
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return pins = false;
  }
  return pins = true;
}

function refused(path: string): DestinationError {
  return new DestinationError([{ path, problem: "link" }], { wasWritten: true });
}
