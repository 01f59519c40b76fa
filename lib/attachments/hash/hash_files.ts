import { isAbsolute, relative } from "@std/path";
import { Breaths } from "../_breaths.ts";
import type { FileProgress } from "../file_progress.ts";
import { cacheTime, manifestTime } from "../files/file_times.ts";
import type { CachedHash, HashCache } from "./hash_cache.ts";
import type { HashWork } from "./_hash_messages.ts";
import { hashInWorkers } from "./_hash_pool.ts";
import { fileFacts, resolvePath } from "../files/host_files.ts";
import { type FileProblem, problemOf, UnusableFilesError } from "../files/unusable_files_error.ts";

/** Options for {@linkcode hashFiles}. */
export interface HashFilesOptions {
  /** Stops the work, in the midst of a file. */
  signal?: AbortSignal | undefined;
  /** Hashes known from earlier; new ones are kept there. Without it, all files are read. */
  cache?: HashCache | undefined;
  /** Called as hashing goes on. */
  onProgress?: ((progress: FileProgress) => void) | undefined;
  /**
   * How many workers read at the same time.
   *
   * @default {navigator.hardwareConcurrency}
   */
  workers?: number | undefined;
  /** A folder that files must not leave through links; without it, links may lead anywhere. */
  within?: string | undefined;
}

/** A file with its hash. */
export interface HashedFile {
  /** Its path, as given. */
  path: string;
  /** The hash of its bytes. */
  hash: string;
  /** Its size in bytes. */
  size: number;
  /** When it was changed last, in whole microseconds since the epoch. */
  mtime: number;
  /** Whether the cache did not know it, knew an older state of it, or knew it as it is. */
  status: "new" | "modified" | "unchanged";
}

/** What is needed of files that are not in the cache, besides their hashes, to keep these there. */
type Unknown = Omit<CachedHash, "hash">;

/**
 * Hashes files in workers, off the calling thread, and keeps the hashes in a cache.
 *
 * Every file is looked at before the first is read, and again after it was read.
 *
 * @param paths Absolute paths of regular files or links to them.
 * @throws {UnusableFilesError} naming all files that are missing, no files, not readable, or that
 * changed while they were read.
 *
 * @example
 * ```ts
 * import { hashFiles } from "@deadline/client/attachments";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile();
 * await Deno.writeTextFile(path, "abc");
 * const [file] = await hashFiles([path]);
 * assertEquals(file.hash, "06b05ab6733a618578af5f94892f3950");
 * await Deno.remove(path);
 * ```
 */
export async function hashFiles(
  paths: readonly string[],
  options: HashFilesOptions = {},
): Promise<HashedFile[]> {
  const { signal, cache, onProgress, workers = navigator.hardwareConcurrency } = options;
  const { found, unknown, work } = await lookAtAll(paths, options);
  const progress = progressOf(found);
  onProgress?.({ ...progress });
  const problems: FileProblem[] = [];
  const onRead = (bytes: number) => {
    progress.bytes += bytes;
    onProgress?.({ ...progress });
  };
  await hashInWorkers(work, {
    workers,
    signal,
    onRead,
    onAnswers: async (answers) => {
      const known: CachedHash[] = [];
      for (const answer of answers) {
        const file = found[answer.id];
        const { path, time } = unknown.get(answer.id)!;
        unknown.delete(answer.id);
        if (answer.problem) {
          problems.push({ path: file.path, problem: answer.problem });
          continue;
        }
        file.hash = answer.hash;
        known.push({ path, hash: answer.hash, time });
        progress.files++;
        progress.bytes += answer.bytes;
      }
      if (known.length > 0) await cache?.put(known, { signal });
      onProgress?.({ ...progress });
    },
  });
  if (problems.length > 0) throw new UnusableFilesError(problems);
  return found;
}

async function lookAtAll(
  paths: readonly string[],
  { signal, cache, within }: HashFilesOptions,
): Promise<{ found: HashedFile[]; unknown: Map<number, Unknown>; work: HashWork[] }> {
  const root = within === undefined ? undefined : resolvePath(within);
  // A million files are as many of everything here: nothing is held twice.
  const found: HashedFile[] = [];
  const unknown = new Map<number, Unknown>();
  const work: HashWork[] = [];
  const problems: FileProblem[] = [];
  const breaths = new Breaths(signal);
  for (const path of paths) {
    if (breaths.due) await breaths.take();
    try {
      const real = resolvePath(path);
      const resolved = real === path ? path : real;
      const facts = fileFacts(resolved);
      if (facts.kind !== "file") {
        problems.push({ path, problem: facts.kind });
        continue;
      }
      if (root !== undefined && !isInside(root, resolved)) {
        problems.push({ path, problem: "outside" });
        continue;
      }
      const { size, mtimeNs, identity } = facts;
      const time = cacheTime(mtimeNs);
      const known = cache?.find(resolved);
      const hash = known?.time === time ? known.hash : "";
      const status = hash ? "unchanged" : known ? "modified" : "new";
      if (!hash) {
        work.push({ id: found.length, path: resolved, size, mtimeNs, identity });
        unknown.set(found.length, { path: resolved, time });
      }
      found.push({ path, hash, size, mtime: manifestTime(mtimeNs), status });
    } catch (error) {
      problems.push({ path, problem: problemOf(error) });
    }
  }
  if (problems.length > 0) throw new UnusableFilesError(problems);
  return { found, unknown, work };
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
}

function progressOf(found: readonly HashedFile[]): FileProgress {
  const progress = { files: 0, bytes: 0, totalFiles: found.length, totalBytes: 0 };
  for (const { hash, size } of found) {
    progress.totalBytes += size;
    if (hash === "") continue;
    progress.files++;
    progress.bytes += size;
  }
  return { ...progress, skippedFiles: progress.files, skippedBytes: progress.bytes };
}
