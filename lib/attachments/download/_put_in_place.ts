import { libc } from "../files/_libc.ts";
import { renameToBytes } from "../files/host_files.ts";
import type { FileConflict } from "./download_files.ts";
import type { OpenFolder } from "./_folders.ts";

/** Gives a file its time, exact where the system can. */
export async function setFileTime(path: string, mtime: number): Promise<void> {
  if (!libc?.setTimes(path, mtime)) await Deno.utime(path, mtime / 1e6, mtime / 1e6);
}

/** Where a written file is to go. */
export interface Target {
  folder: OpenFolder;
  /** The name under which it was written. */
  temporary: string;
  name: string;
  place: "new" | "replace" | "copy";
  conflict: FileConflict;
  /** How far copies of this name are counted. */
  counters: Map<string, number>;
  /** Tells names of different folders apart. */
  key: string;
}

/**
 * Puts a written file in its place, in one step and never over a file that shall stay.
 *
 * @returns The name it has got, or `undefined` if another has come in its place meanwhile and stays.
 */
export async function putInPlace(target: Target): Promise<string | undefined> {
  const { folder, temporary, name, place, conflict } = target;
  const from = folder.at(temporary);
  if (place === "replace") {
    await replace(from, folder.at(name));
    return name;
  }
  if (place === "new") {
    if (await moveIfFree(from, folder.at(name))) return name;
    if (conflict === "SKIP") {
      await Deno.remove(from);
      return undefined;
    }
    if (conflict === "OVERWRITE") {
      await replace(from, folder.at(name));
      return name;
    }
  }
  const { stem, suffix } = splitName(name);
  for (let number = target.counters.get(target.key) ?? 1;; number++) {
    const copy = `${stem} (${number})${suffix}`;
    if (!await moveIfFree(from, folder.at(copy))) continue;
    target.counters.set(target.key, number + 1);
    return copy;
  }
}

/** Splits off the last extension; a dot at the beginning or the end makes none. */
export function splitName(name: string): { stem: string; suffix: string } {
  const dot = name.lastIndexOf(".");
  const has = dot > 0 && dot < name.length - 1;
  return has ? { stem: name.slice(0, dot), suffix: name.slice(dot) } : { stem: name, suffix: "" };
}

async function replace(from: string, to: string): Promise<void> {
  if (to.isWellFormed()) await Deno.rename(from, to);
  else renameToBytes(from, to, { replace: true });
}

/** Moves a file, unless something is there; tells whether it did. */
async function moveIfFree(from: string, to: string): Promise<boolean> {
  if (!to.isWellFormed()) return renameToBytes(from, to, { replace: false });
  try {
    await Deno.link(from, to);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    if (error instanceof Deno.errors.NotFound) throw error;
    // Not all disks have links: a name is taken first, then given to the file.
    return await takeName(from, to);
  }
  await Deno.remove(from);
  return true;
}

async function takeName(from: string, to: string): Promise<boolean> {
  try {
    (await Deno.open(to, { write: true, createNew: true })).close();
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
  try {
    await Deno.rename(from, to);
    return true;
  } catch (error) {
    await Deno.remove(to);
    throw error;
  }
}
