import { libc } from "../files/_libc.ts";
import type { FileConflict } from "./download_files.ts";
import type { OpenFolder } from "./_folders.ts";

/** Gives a file its time, exact where the system can. */
export function setFileTime(path: string, mtime: number): void {
  if (!libc?.setTimes(path, mtime)) Deno.utimeSync(path, mtime / 1e6, mtime / 1e6);
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
export function putInPlace(target: Target): string | undefined {
  const { folder, temporary, name, place, conflict } = target;
  const from = folder.at(temporary);
  if (place === "replace") {
    Deno.renameSync(from, folder.at(name));
    return name;
  }
  if (place === "new") {
    if (moveIfFree(from, folder.at(name))) return name;
    if (conflict === "SKIP") {
      Deno.removeSync(from);
      return undefined;
    }
    if (conflict === "OVERWRITE") {
      Deno.renameSync(from, folder.at(name));
      return name;
    }
  }
  const { stem, suffix } = splitName(name);
  for (let number = target.counters.get(target.key) ?? 1;; number++) {
    const copy = `${stem} (${number})${suffix}`;
    if (!moveIfFree(from, folder.at(copy))) continue;
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

/** Moves a file, unless something is there; tells whether it did. */
function moveIfFree(from: string, to: string): boolean {
  try {
    Deno.linkSync(from, to);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    if (error instanceof Deno.errors.NotFound) throw error;
    // Not all disks have links: a name is taken first, then given to the file.
    return takeName(from, to);
  }
  Deno.removeSync(from);
  return true;
}

function takeName(from: string, to: string): boolean {
  try {
    Deno.openSync(to, { write: true, createNew: true }).close();
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
  try {
    Deno.renameSync(from, to);
    return true;
  } catch (error) {
    Deno.removeSync(to);
    throw error;
  }
}
