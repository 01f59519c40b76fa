import { dirname, isAbsolute, join, relative, resolve, SEPARATOR } from "@std/path";
import { statfs } from "node:fs/promises";
import { Breaths } from "../_breaths.ts";
import { hashFiles } from "../hash/hash_files.ts";
import { fileFacts, resolveIfThere } from "../files/host_files.ts";
import { DestinationError, type DestinationProblem } from "./destination_error.ts";
import { DiskFullError } from "./disk_full_error.ts";
import type { DownloadFile, DownloadFilesOptions } from "./download_files.ts";
import { isTime } from "./_is_time.ts";
import { pathParts } from "./_path_parts.ts";
import { isWithin, RealFolders } from "./_real_folders.ts";
import { partStem } from "./_temporary_names.ts";

/** Files above this size are fetched by parts; others as a whole. */
export const LARGE: number = 8 * 2 ** 20;
const HOST = Deno.build.os === "windows" ? "windows" : "posix";

/** A file that is to be fetched, and where it goes. */
export interface PlannedFile {
  file: DownloadFile;
  /** The root, without links. */
  root: string;
  /** The folders that lead from the root to it, none a link. */
  parts: string[];
  name: string;
  /** What to do with what is in its place. */
  place: "new" | "replace" | "copy";
  /** Under which name it is written, if it is large; see `partStem`. */
  stem?: string | undefined;
}

/** What a download is going to do. */
export interface DownloadPlan {
  fetch: PlannedFile[];
  /** Files that are there as they should be, or that shall not be replaced. */
  skip: DownloadFile[];
  totalBytes: number;
}

interface Placed extends PlannedFile {
  /** The path without links. */
  path: string;
  existing?: { size: number; mtimeNs: bigint } | undefined;
  /** How much of it earlier runs have left. */
  begun: number;
}

/**
 * Looks where all files go, before anything is written.
 *
 * @throws {DestinationError} naming all files that have no place.
 * @throws {DiskFullError} if there is not enough space.
 */
export async function planDownload(
  files: Iterable<DownloadFile>,
  options: DownloadFilesOptions,
): Promise<DownloadPlan> {
  const { signal, conflict = "CREATE_COPY" } = options;
  const placed = await placeAll(files, options);
  const same = await findSame(placed, options);
  const plan: DownloadPlan = { fetch: [], skip: [], totalBytes: 0 };
  for (const each of placed) {
    signal?.throwIfAborted();
    plan.totalBytes += each.file.size;
    if (same.has(each) || (each.existing && conflict === "SKIP" && each.place === "new")) {
      plan.skip.push(each.file);
      continue;
    }
    if (each.existing && each.place === "new") {
      each.place = conflict === "OVERWRITE" ? "replace" : "copy";
    }
    plan.fetch.push(each);
  }
  await checkSpace(plan.fetch as Placed[], options);
  return plan;
}

async function placeAll(
  files: Iterable<DownloadFile>,
  { signal, conflict = "CREATE_COPY", caseSensitive }: DownloadFilesOptions,
): Promise<Placed[]> {
  const problems: DestinationProblem[] = [];
  const byPath = new Map<string, Placed>();
  const byFold = new Map<string, Placed>();
  const copies: Placed[] = [];
  const parents = new Map<string, Placed>();
  const disks = new Map<string, Disk>();
  const breaths = new Breaths(signal);
  for (const file of files) {
    if (breaths.due) await breaths.take();
    let disk = disks.get(file.within);
    if (!disk) disks.set(file.within, disk = await lookAtDisk(file.within, caseSensitive));
    const found = await place(file, disk);
    if ("problem" in found) {
      problems.push({ path: file.path, ...found });
      continue;
    }
    const before = byPath.get(found.path);
    if (before) {
      // As if one were downloaded after the other.
      if (before.file.hash === file.hash || conflict === "SKIP") continue;
      if (conflict === "CREATE_COPY") copies.push({ ...found, existing: undefined, place: "copy" });
      else before.file = file;
      continue;
    }
    const fold = disk.fold(found.path);
    const other = byFold.get(fold);
    if (other) {
      problems.push({ path: file.path, problem: "collision", other: other.file.path });
      continue;
    }
    byPath.set(found.path, found);
    byFold.set(fold, found);
    for (let up = dirname(fold); !parents.has(up) && up !== dirname(up); up = dirname(up)) {
      parents.set(up, found);
      if (up === disk.fold(found.root)) break;
    }
  }
  for (const [fold, { file }] of byFold) {
    const below = parents.get(fold);
    if (below) problems.push({ path: below.file.path, problem: "collision", other: file.path });
  }
  if (problems.length > 0) throw new DestinationError(problems);
  return [...byPath.values(), ...copies];
}

interface Disk {
  /** The root without links. */
  root: string | undefined;
  problem?: DestinationProblem["problem"];
  fold: (name: string) => string;
  folders: RealFolders;
}

async function lookAtDisk(within: string, caseSensitive: boolean | undefined): Promise<Disk> {
  if (!isAbsolute(within)) {
    throw new TypeError(`Cannot download to "${within}": it is not absolute`);
  }
  const isSensitive = caseSensitive ?? await tellsCaseApart(within);
  const fold = isSensitive ? (name: string) => name : foldName;
  const folders = new RealFolders(fold);
  const found = await folders.find(resolve(within));
  return "problem" in found
    ? { root: undefined, problem: found.problem, fold, folders }
    : { root: found.path, fold, folders };
}

async function place(
  file: DownloadFile,
  { root, problem, fold, folders }: Disk,
): Promise<Placed | Omit<DestinationProblem, "path">> {
  if (root === undefined) return { problem: problem! };
  if (file.path.includes("\0")) return { problem: "name" };
  if (!isAbsolute(file.path)) return { problem: "outside" };
  const path = resolve(file.path);
  const way = relative(resolve(file.within), path);
  if (isAbsolute(way)) return { problem: "outside" };
  const checked = pathParts(way, HOST);
  if (checked.problem) return checked;
  const name = checked.parts.at(-1)!;
  const folder = await folders.find(dirname(path));
  if ("problem" in folder) return folder;
  if (!isWithin(root, folder.path)) return { problem: "link", other: dirname(path) };
  const parts = relative(root, folder.path).split(SEPARATOR).filter((part) => part !== "");
  const placed: Placed = {
    file,
    root,
    parts,
    name,
    place: "new",
    path: join(folder.path, name),
    begun: 0,
  };
  if (file.size > LARGE) {
    const stem = placed.stem = await partStem(name, file.hash);
    placed.begun = folder.begun.get(`${stem}.keep`) ?? folder.begun.get(`${stem}.part`) ?? 0;
  }
  const entry = folder.entries.get(fold(name));
  if (!entry) return placed;
  if (entry.kind === "folder") return { problem: "folder" };
  return await lookAtExisting(placed, entry.kind === "link", root);
}

/** What a link in the place of a file leads to counts as being there, if it is a file. */
async function lookAtExisting(
  placed: Placed,
  isLink: boolean,
  root: string,
): Promise<Placed | Omit<DestinationProblem, "path">> {
  if (isLink) {
    const target = await resolveIfThere(placed.path);
    if (target === undefined) return { ...placed, place: "replace" };
    if (!isWithin(root, target)) return { problem: "link", other: placed.path };
  }
  const facts = factsOf(placed.path);
  if (facts?.kind === "folder") return { problem: "folder" };
  return { ...placed, existing: facts?.kind === "file" ? facts : undefined };
}

function factsOf(path: string) {
  try {
    return fileFacts(path);
  } catch {
    // Gone again, or not to be looked at, which writing will tell.
    return undefined;
  }
}

/** Files that are there with the right bytes, as far as was asked to look. */
async function findSame(
  placed: readonly Placed[],
  { verify = "time", signal }: DownloadFilesOptions,
): Promise<Set<Placed>> {
  if (verify === "none") return new Set();
  const sized = placed.filter(({ existing, file }) => existing?.size === file.size);
  if (verify === "time") {
    return new Set(sized.filter(({ existing, file }) => isTime(existing!.mtimeNs, file.mtime)));
  }
  const hashed = await hashFiles(sized.map(({ path }) => path), { signal });
  return new Set(sized.filter(({ file }, index) => hashed[index].hash === file.hash));
}

async function checkSpace(
  fetch: readonly Placed[],
  { signal }: DownloadFilesOptions,
): Promise<void> {
  const needs = new Map<string, number>();
  for (const { root, file, place, existing, begun } of fetch) {
    const old = place === "replace" ? existing?.size ?? 0 : 0;
    needs.set(root, (needs.get(root) ?? 0) + file.size - old - begun);
  }
  const byDevice = new Map<string, { path: string; needed: number }>();
  for (const [root, needed] of needs) {
    signal?.throwIfAborted();
    const path = await existingFolder(root);
    const { dev } = await Deno.stat(path);
    const key = dev ? String(dev) : path;
    const before = byDevice.get(key);
    byDevice.set(key, { path, needed: needed + (before?.needed ?? 0) });
  }
  for (const { path, needed } of byDevice.values()) {
    const info = await statfs(path).catch(() => undefined);
    const available = info ? info.bavail * info.bsize : Infinity;
    if (needed > available) throw new DiskFullError({ path, needed, available });
  }
}

async function existingFolder(path: string): Promise<string> {
  const isThere = await Deno.stat(path).then(() => true, () => false);
  return isThere || dirname(path) === path ? path : await existingFolder(dirname(path));
}

/** Looks whether the disk of a folder has two names for what differs in case alone. */
async function tellsCaseApart(folder: string): Promise<boolean> {
  const path = await existingFolder(resolve(folder));
  const swapped = path.replace(
    /[a-z](?=[^a-zA-Z]*$)/i,
    (letter) => letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  if (swapped === path) return Deno.build.os === "linux";
  const [one, two] = await Promise.all([
    Deno.stat(path),
    Deno.stat(swapped).catch(() => undefined),
  ]);
  return !two || one.ino !== two.ino || one.dev !== two.dev;
}

/** The same text for all names that such a disk takes for the same. */
function foldName(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase();
}
