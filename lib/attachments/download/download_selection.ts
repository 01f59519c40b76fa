import { isAbsolute, join, resolve } from "@std/path";
import { join as joinPosix } from "@std/path/posix";
import { join as joinWindows } from "@std/path/windows";
import type { ManifestPath } from "../manifest/manifest.ts";
import { DestinationError, type DestinationProblem } from "./destination_error.ts";
import type { DownloadFile } from "./download_files.ts";
import { includeFiles } from "./include_files.ts";
import type { ManifestGroup } from "./manifest_group.ts";
import type { PathMapping } from "./path_mapping.ts";
import { type PathFormat, pathParts } from "./_path_parts.ts";

/** Which paths patterns are held against: those of the job, or those of this machine. */
export type MatchPathsBy = "JOB" | "LOCAL";

/** Files that go below one folder of this machine. */
export interface SelectedRoot {
  /** The folder. */
  path: string;
  /** The roots of the job that go there; the first is the one that was there first. */
  originals: string[];
  /** How paths of the machine that the job is from are written. */
  format: PathFormat;
  /** The files, by their paths from the folder on. */
  files: ManifestPath[];
}

interface Filter {
  patterns: readonly string[];
  by: MatchPathsBy;
}

const HOST: PathFormat = Deno.build.os === "windows" ? "windows" : "posix";

/**
 * Which files of a job to download, and where to. It never changes: each step gives another one.
 *
 * ```ts
 * import { DownloadSelection, downloadFiles, listJobOutputs, openQueueStore } from
 *   "@deadline/client/attachments";
 *
 * const queue = { farmId: "farm-...", queueId: "queue-..." };
 * const groups = await listJobOutputs({ ...queue, jobId: "job-..." });
 * const selection = new DownloadSelection(groups)
 *   .including(["*.exr"], "JOB")
 *   .withRoot("/proj/shot", "/home/ann/shot");
 * await downloadFiles(await openQueueStore(queue), selection.files());
 * ```
 */
export class DownloadSelection {
  readonly #groups: readonly ManifestGroup[];
  readonly #moved: ReadonlyMap<string, string>;
  readonly #filters: readonly Filter[];
  #roots: SelectedRoot[] | undefined;

  /** Selects all files, each below the root that the job has it below. */
  constructor(
    groups: readonly ManifestGroup[],
    moved: ReadonlyMap<string, string> = new Map(),
    filters: readonly Filter[] = [],
  ) {
    this.#groups = groups;
    this.#moved = moved;
    this.#filters = filters;
  }

  /** The folders to download to, with their files; folders without files are left out. */
  get roots(): readonly SelectedRoot[] {
    return this.#roots ??= this.#build();
  }

  /** How many files are selected. */
  get count(): number {
    return this.roots.reduce((sum, { files }) => sum + files.length, 0);
  }

  /** Leaves out what matches none of the patterns; see {@linkcode includeFiles}. */
  including(patterns: readonly string[], by: MatchPathsBy = "LOCAL"): DownloadSelection {
    if (patterns.length === 0) return this;
    return new DownloadSelection(this.#groups, this.#moved, [...this.#filters, { patterns, by }]);
  }

  /**
   * Moves what goes to a folder to another one. If other files go there already, those of the same
   * path get the old folder before their names.
   *
   * @param path The folder as it is in {@linkcode DownloadSelection.roots}, or as the job has it.
   * @throws {RangeError} if nothing goes to that folder.
   */
  withRoot(path: string, to: string): DownloadSelection {
    const found = this.roots.find((root) => root.path === path) ??
      this.roots.find(({ originals }) => originals.includes(path));
    if (!found) {
      const known = this.roots.map((root) => `"${root.path}"`).join(", ") || "none";
      throw new RangeError(`Cannot move the root "${path}": there is no such one, but ${known}`);
    }
    const moved = new Map(this.#moved);
    const target = resolve(to);
    const which = found.path === path ? found.originals : [path];
    for (const original of which) moved.set(original, target);
    return new DownloadSelection(this.#groups, moved, this.#filters);
  }

  /** Moves the roots that a mapping knows. */
  mapped(mapping: PathMapping): DownloadSelection {
    const moved = new Map(this.#moved);
    for (const { rootPath } of this.#groups) {
      const there = mapping.map(rootPath);
      if (there) moved.set(rootPath, there.path);
    }
    return new DownloadSelection(this.#groups, moved, this.#filters);
  }

  /** Roots whose paths are written as on another system and that have not been moved. */
  get foreignRoots(): readonly SelectedRoot[] {
    return this.roots.filter(({ path, format, originals }) =>
      format !== HOST && originals.includes(path)
    );
  }

  /**
   * The files with their places.
   *
   * @throws {DestinationError} naming all files whose paths lead out of their root.
   */
  files(): DownloadFile[] {
    const problems: DestinationProblem[] = [];
    const files: DownloadFile[] = [];
    for (const { path: within, files: below } of this.roots) {
      for (const { path, hash, size, mtime } of below) {
        const parts = isAbsolute(within) ? pathParts(path, HOST) : { problem: "foreign" as const };
        if (parts.problem) problems.push({ path, problem: parts.problem, other: within });
        else files.push({ hash, size, mtime, path: join(within, ...parts.parts!), within });
      }
    }
    if (problems.length > 0) throw new DestinationError(problems);
    return files;
  }

  /**
   * The files with their places as a mapping tells for each of them, and how many it does not know.
   *
   * @throws {DestinationError} naming all files whose paths lead out of their root.
   */
  mappedFiles(mapping: PathMapping): { files: DownloadFile[]; unmapped: number } {
    const problems: DestinationProblem[] = [];
    const files: DownloadFile[] = [];
    let unmapped = 0;
    const byJob = this.#filters.filter(({ by }) => by === "JOB");
    const isHere = this.#filters.filter(({ by }) => by === "LOCAL")
      .map(({ patterns }) => includeFiles(patterns));
    for (const { rootPath, rootPathFormat, manifest } of this.#groups) {
      for (const file of matching(manifest.paths, rootPath, byJob)) {
        const { hash, size, mtime } = file;
        const parts = pathParts(file.path, rootPathFormat);
        if (parts.problem) {
          problems.push({ path: file.path, problem: parts.problem, other: rootPath });
          continue;
        }
        const join = rootPathFormat === "windows" ? joinWindows : joinPosix;
        const there = mapping.map(join(rootPath, ...parts.parts));
        if (!there) unmapped++;
        else if (isHere.every((is) => is(there.path))) files.push({ hash, size, mtime, ...there });
      }
    }
    if (problems.length > 0) throw new DestinationError(problems);
    return { files, unmapped };
  }

  #build(): SelectedRoot[] {
    const roots = new Map<string, SelectedRoot>();
    const byJob = this.#filters.filter(({ by }) => by === "JOB");
    const inOrder = this.#groups.toSorted((a, b) => this.#rank(a) - this.#rank(b));
    for (const { rootPath, rootPathFormat: format, manifest } of inOrder) {
      const files = matching(manifest.paths, rootPath, byJob);
      const path = this.#moved.get(rootPath) ?? rootPath;
      const there = roots.get(path);
      if (!there) roots.set(path, { path, originals: [rootPath], format, files });
      else {
        there.originals.push(rootPath);
        there.files = there.files.concat(renamed(files, there.files, rootPath));
      }
    }
    const byPath = this.#filters.filter(({ by }) => by === "LOCAL");
    const place = new Map(this.#groups.map(({ rootPath }, index) => [rootPath, index]));
    return [...roots.values()]
      .sort((a, b) => place.get(a.originals[0])! - place.get(b.originals[0])!)
      .map((root) => ({ ...root, files: matching(root.files, root.path, byPath) }))
      .filter(({ files }) => files.length > 0);
  }

  /** Those that stay go before those that come to them, and these in the order of moving. */
  #rank({ rootPath }: ManifestGroup): number {
    const isMoved = this.#moved.has(rootPath) && this.#moved.get(rootPath) !== rootPath;
    return isMoved ? [...this.#moved.keys()].indexOf(rootPath) : -1;
  }
}

function matching(
  files: ManifestPath[],
  root: string,
  filters: readonly Filter[],
): ManifestPath[] {
  if (filters.length === 0) return files;
  const tests = filters.map(({ patterns }) => includeFiles(patterns));
  const before = root.replaceAll("\\", "/").replace(/\/$/, "");
  return files.filter(({ path }) => tests.every((test) => test(`${before}/${path}`)));
}

/** Files that get the root that they are from before their names, where the place is taken. */
function renamed(
  files: readonly ManifestPath[],
  there: readonly ManifestPath[],
  root: string,
): ManifestPath[] {
  const taken = new Set(there.map(({ path }) => path));
  const prefix = `${root.replace(/[/\\:]/g, "_")}_`;
  return files.map((file) => {
    let { path } = file;
    while (taken.has(path)) {
      const slash = path.lastIndexOf("/") + 1;
      path = path.slice(0, slash) + prefix + path.slice(slash);
    }
    taken.add(path);
    return { ...file, path };
  });
}
