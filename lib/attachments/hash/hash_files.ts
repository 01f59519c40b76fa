import { isAbsolute, relative } from "@std/path";
import { Breaths } from "../_breaths.ts";
import type { FileProgress } from "../file_progress.ts";
import { cacheTime } from "../files/file_times.ts";
import type { CachedHash, HashCache } from "./hash_cache.ts";
import { type HashedFile, HashedFiles } from "./hashed_files.ts";
import { hashInWorkers } from "./_hash_pool.ts";
import type { PathList } from "../files/compact_paths.ts";
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

/** What a hash in the cache has to be. */
const HASH = /^[0-9a-f]{32}$/;

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
  return [...await hashPaths(paths, options)];
}

/** Does as {@linkcode hashFiles}, and holds as little as it can of a million files. */
export async function hashPaths(
  paths: PathList,
  options: HashFilesOptions = {},
): Promise<HashedFiles> {
  const { signal, cache, onProgress, workers = navigator.hardwareConcurrency } = options;
  const hashed = await lookAtAll(paths, options);
  const progress = hashed.progress();
  onProgress?.({ ...progress });
  const problems: FileProblem[] = [];
  const onRead = (bytes: number) => {
    progress.bytes += bytes;
    onProgress?.({ ...progress });
  };
  await hashInWorkers(hashed.unknown(), {
    ...hashed.unknownCounts(),
    workers,
    signal,
    onRead,
    onAnswers: async (answers) => {
      const known: CachedHash[] = [];
      for (const answer of answers) {
        const { id } = answer;
        if (answer.problem) {
          problems.push({ path: hashed.path(id), problem: answer.problem });
          continue;
        }
        const { hash } = answer;
        hashed.setHash(id, hash);
        if (cache) {
          known.push({ path: hashed.resolved(id), hash, time: cacheTime(hashed.mtimeNs(id)) });
        }
        progress.files++;
        progress.bytes += answer.bytes;
      }
      if (known.length > 0) await cache?.put(known, { signal });
      onProgress?.({ ...progress });
    },
  });
  if (problems.length > 0) throw new UnusableFilesError(problems);
  return hashed;
}

async function lookAtAll(
  paths: PathList,
  { signal, cache, within }: HashFilesOptions,
): Promise<HashedFiles> {
  const root = within === undefined ? undefined : resolvePath(within);
  const hashed = new HashedFiles(paths);
  const problems: FileProblem[] = [];
  const breaths = new Breaths(signal);
  for (const path of paths) {
    if (breaths.due) await breaths.take();
    try {
      const resolved = resolvePath(path);
      const { kind, size, mtimeNs } = fileFacts(resolved);
      if (kind !== "file") {
        problems.push({ path, problem: kind });
        continue;
      }
      if (root !== undefined && !isInside(root, resolved)) {
        problems.push({ path, problem: "outside" });
        continue;
      }
      const known = cache?.find(resolved);
      const isSame = known?.time === cacheTime(mtimeNs) && HASH.test(known.hash);
      const hash = isSame ? known.hash : undefined;
      const status = hash ? "unchanged" : known ? "modified" : "new";
      hashed.see(path, { resolved, size, mtimeNs, status, hash });
    } catch (error) {
      problems.push({ path, problem: problemOf(error) });
    }
  }
  if (problems.length > 0) throw new UnusableFilesError(problems);
  return hashed;
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== ".." && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
}
