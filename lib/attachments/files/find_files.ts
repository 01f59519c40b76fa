import { normalize, resolve, SEPARATOR } from "@std/path";
import { Breaths } from "../_breaths.ts";
import { fileFacts, type FolderEntry, listFolder } from "./host_files.ts";

/** Which files to find. */
export interface FileFilter {
  /**
   * Patterns of files to take, from the root on: `*`, `?`, `[seq]` and `[!seq]` within a name, `**`
   * for any number of folders. Names that begin with a dot are matched only by a dot.
   *
   * @default {["**\/*"]}
   */
  include?: readonly string[] | undefined;
  /** Patterns of files to leave out, of the same kind. */
  exclude?: readonly string[] | undefined;
}

/**
 * Finds regular files below a root, as the Python client does for its snapshots: links to files and
 * folders are followed, pipes and the like left out. A folder inside itself, by a link, is not
 * entered again.
 *
 * @returns Absolute paths, in no particular order.
 */
export async function findFiles(
  root: string,
  filter: FileFilter = {},
  options: { signal?: AbortSignal | undefined } = {},
): Promise<string[]> {
  const base = resolve(root);
  const { include = ["**/*"], exclude = [] } = filter;
  const found = await match(base, include, options.signal);
  for (const path of await match(base, exclude, options.signal)) found.delete(path);
  return [...found];
}

async function match(
  base: string,
  patterns: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Set<string>> {
  const found = new Set<string>();
  const breaths = new Breaths(signal);
  for (const pattern of patterns) {
    const parts = partsOf(base, pattern);
    if (parts.length === 0) continue;
    for (const path of expand(base, parts, [])) {
      if (path === undefined) {
        signal?.throwIfAborted();
        if (breaths.due) await breaths.take();
      } else found.add(normalize(path));
    }
  }
  return found;
}

/** The parts of a pattern; nothing for one that can match folders only. */
function partsOf(base: string, pattern: string): string[] {
  const inside = pattern.startsWith(base + SEPARATOR) ? pattern.slice(base.length + 1) : pattern;
  if (inside.endsWith("/") || inside === "") return [];
  const parts = inside.split("/").filter((part, i, all) => part !== "**" || all[i - 1] !== "**");
  const outside = inside.startsWith("/") || normalize(inside).split(/[\\/]/)[0] === "..";
  if (outside) throw new Error(`Cannot use the pattern "${pattern}": it leads out of "${base}"`);
  return parts.filter((part) => part !== "" && part !== ".");
}

/** Yields files; and `undefined` after each folder that was listed, for others to have a turn. */
function* expand(
  folder: string,
  [part, ...rest]: string[],
  ancestors: readonly string[],
  listing?: FolderEntry[],
): Generator<string | undefined> {
  const path = (name: string) => `${folder === SEPARATOR ? "" : folder}${SEPARATOR}${name}`;
  if (part === "**") return yield* expandDeep(folder, rest, ancestors);
  if (!/[*?[]/.test(part)) {
    if (rest.length > 0) yield* expand(path(part), rest, ancestors);
    else if (kindOf(path(part)) === "file") yield path(part);
    return;
  }
  const matcher = matcherOf(part);
  for (const { name, kind } of listing ?? listFolder(folder)) {
    if (isHidden(name) && !isHidden(part) || !matcher.test(name)) continue;
    const known = kind === "unknown" ? kindOf(path(name)) : kind;
    if (rest.length === 0 && known === "file") yield path(name);
    if (rest.length > 0 && known === "folder") yield* expand(path(name), rest, ancestors);
  }
  if (!listing) yield undefined;
}

function* expandDeep(
  folder: string,
  rest: string[],
  ancestors: readonly string[],
): Generator<string | undefined> {
  const identity = identityOf(folder);
  if (identity === undefined || ancestors.includes(identity)) return;
  const listing = listFolder(folder);
  yield undefined;
  yield* expand(folder, rest.length > 0 ? rest : ["*"], ancestors, listing);
  for (const { name, kind } of listing) {
    if (isHidden(name) || kind === "file") continue;
    const below = `${folder === SEPARATOR ? "" : folder}${SEPARATOR}${name}`;
    if (kind === "folder" || kindOf(below) === "folder") {
      yield* expandDeep(below, rest, [...ancestors, identity]);
    }
  }
}

function isHidden(name: string): boolean {
  return name.startsWith(".");
}

function kindOf(path: string): string | undefined {
  try {
    return fileFacts(path).kind;
  } catch {
    return undefined;
  }
}

function identityOf(folder: string): string | undefined {
  try {
    const { kind, identity } = fileFacts(folder);
    return kind === "folder" ? identity : undefined;
  } catch {
    return undefined;
  }
}

/** A pattern for one name as an expression. */
function matcherOf(pattern: string): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    // A bracket that is closed at once is part of the set, as in every shell.
    const end = character === "["
      ? pattern.indexOf("]", at + (pattern[at + 1] === "!" ? 3 : 2))
      : -1;
    if (character === "*") source += ".*";
    else if (character === "?") source += "(?:[\\ud800-\\udbff][\\udc00-\\udfff]|.)";
    else if (end > 0) {
      const set = pattern.slice(at + 1, end).replace(/[\\\]^[]/g, "\\$&");
      source += set.startsWith("!") ? `[^${set.slice(1)}]` : `[${set}]`;
      at = end;
    } else source += character.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  }
  return new RegExp(`^${source}$`, "s");
}
