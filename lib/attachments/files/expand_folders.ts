import { join, SEPARATOR } from "@std/path";
import { fileFacts, isLink, listFolder } from "./host_files.ts";
import { type FileProblem, UnusableFilesError } from "./unusable_files_error.ts";

/** What is known of some input folders once all their files have been gone through. */
export interface ExpandedFolders {
  /** Those that have no file at all. */
  empty: string[];
  /** Those that are not there. */
  missing: string[];
}

/** Paths in their order, and `undefined` where others may have a turn. */
export type Walk = Generator<string | undefined, void, void>;

/** Folders of which each is in the first, by its path. */
type Nest = [top: string, ...others: string[]];

/**
 * Goes through the files in input folders and below, as the Python client does for submissions:
 * everything that is no folder, hidden files too; links to folders are not followed. The files come
 * in the order of their paths, each once, without a list of them all; after each folder that was
 * listed comes `undefined`, for others to have a turn.
 *
 * @param folders Absolute paths.
 * @throws {UnusableFilesError} at the end, naming all folders that cannot be listed or, if so asked, are
 * not there.
 */
export function* expandFolders(
  folders: Iterable<string>,
  { requireFolders = false }: { requireFolders?: boolean | undefined } = {},
): Generator<string | undefined, ExpandedFolders, void> {
  const given = [...new Set(folders)];
  const problems: FileProblem[] = [];
  const missing: string[] = [];
  const there: string[] = [];
  for (const top of given) {
    if (kindOf(top) === "folder") there.push(top);
    else if (requireFolders) problems.push({ path: top, problem: "missing" });
    else missing.push(top);
  }
  const full = new Set<string>();
  for (const nest of nestsOf(there)) {
    yield* inOrder(nest.map((top) => filesBelow(top, problems, () => full.add(top))));
  }
  if (problems.length > 0) throw new UnusableFilesError(problems);
  return { empty: there.filter((top) => !full.has(top)), missing };
}

/** Folders in the order of the files below them; those that are in others come with these. */
function nestsOf(folders: readonly string[]): Nest[] {
  const nests: Nest[] = [];
  for (const folder of folders.toSorted((a, b) => compare(below(a), below(b)))) {
    const nest = nests.at(-1);
    if (nest && folder.startsWith(below(nest[0]))) nest.push(folder);
    else nests.push([folder]);
  }
  return nests;
}

/** The files of one folder and below. */
function* filesBelow(
  folder: string,
  problems: FileProblem[],
  onFile: () => void,
): Walk {
  const left: Entry[][] = [entriesOf(folder, problems)];
  yield undefined;
  while (left.length > 0) {
    const entry = left.at(-1)!.pop();
    if (!entry) left.pop();
    else if (!entry.isFolder) {
      onFile();
      yield entry.path;
    } else {
      left.push(entriesOf(entry.path, problems));
      yield undefined;
    }
  }
}

interface Entry {
  path: string;
  isFolder: boolean;
}

/** What is in a folder, the last first. Of a folder, the files below it have their place. */
function entriesOf(folder: string, problems: FileProblem[]): Entry[] {
  const found = listFolder(folder);
  if (found.length === 0 && !isListable(folder)) {
    problems.push({ path: folder, problem: "unreadable" });
  }
  const entries: Entry[] = [];
  for (const { name, kind } of found) {
    const path = join(folder, name);
    const isFolder = (kind === "unknown" ? kindOf(path) : kind) === "folder";
    if (!isFolder || kind === "folder" || !isLink(path)) entries.push({ path, isFolder });
  }
  const key = ({ path, isFolder }: Entry) => isFolder ? below(path) : path;
  return entries.sort((a, b) => compare(key(b), key(a)));
}

/** Goes through several in the order of all, each that they share once. */
export function* inOrder(walks: Walk[]): Walk {
  const heads = new Map<Walk, string>();
  const step = function* (walk: Walk) {
    for (;;) {
      const { done, value } = walk.next();
      if (done) return void heads.delete(walk);
      if (value !== undefined) return void heads.set(walk, value);
      yield undefined;
    }
  };
  for (const walk of walks) yield* step(walk);
  while (heads.size > 1) {
    let first: string | undefined;
    for (const head of heads.values()) if (first === undefined || head < first) first = head;
    yield first;
    for (const [walk, head] of [...heads]) if (head === first) yield* step(walk);
  }
  for (const [walk, head] of heads) {
    yield head;
    yield* walk;
  }
}

function below(folder: string): string {
  return folder.endsWith(SEPARATOR) ? folder : folder + SEPARATOR;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isListable(folder: string): boolean {
  if (!folder.isWellFormed()) return true;
  try {
    for (const _ of Deno.readDirSync(folder)) break;
    return true;
  } catch {
    return false;
  }
}

function kindOf(path: string): string | undefined {
  try {
    return fileFacts(path).kind;
  } catch {
    return undefined;
  }
}
