import { dirname, isAbsolute, relative, resolve } from "@std/path";

/** Paths of a submission: folders of input files, and folders that outputs are written to. */
export interface ClassifiedPaths {
  /** Folders of input files; not those below others. */
  inputs: string[];
  /** Folders that outputs are written to. */
  outputs: string[];
}

/** Whether a path is a folder or below it, by its parts. */
export function isAt(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== ".." && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
}

/** Known paths as they are compared: absolute, and none below another. Relative ones do not count. */
export function tidyKnownPaths(paths: Iterable<string>): string[] {
  const all = [
    ...new Set([...paths].filter((path) => isAbsolute(path)).map((path) => resolve(path))),
  ];
  return all.filter((path) => !all.some((other) => other !== path && isAt(other, path))).sort();
}

/** Sorts folders of files that are sent, and of outputs, by whether they are in known places. */
export function classifyPaths(
  { files, outputs }: { files: Iterable<string>; outputs: Iterable<string> },
  known: readonly string[],
): { known: ClassifiedPaths; unknown: ClassifiedPaths } {
  const isKnown = (path: string) => known.some((folder) => isAt(folder, path));
  const folders = new Set<string>();
  for (const file of files) folders.add(dirname(file));
  const [seen, unseen] = split([...folders].sort(), isKnown);
  const [expected, unexpected] = split([...new Set(outputs)].sort(), isKnown);
  return {
    known: { inputs: topmost(seen), outputs: expected },
    unknown: { inputs: topmost(unseen), outputs: unexpected },
  };
}

function split(paths: readonly string[], test: (path: string) => boolean): [string[], string[]] {
  const [yes, no]: [string[], string[]] = [[], []];
  for (const path of paths) (test(path) ? yes : no).push(path);
  return [yes, no];
}

function topmost(sorted: readonly string[]): string[] {
  const kept: string[] = [];
  // By their parts: sorting by text alone puts `a b` between `a` and `a/b`.
  for (const path of sorted.toSorted(byParts)) {
    if (kept.length === 0 || !isAt(kept.at(-1)!, path)) kept.push(path);
  }
  return kept;
}

function byParts(a: string, b: string): number {
  const [one, other] = [a.split(/[\\/]/), b.split(/[\\/]/)];
  for (let i = 0; i < Math.min(one.length, other.length); i++) {
    if (one[i] !== other[i]) return one[i] < other[i] ? -1 : 1;
  }
  return one.length - other.length;
}
