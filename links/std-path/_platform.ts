import type { PlatformPath } from "node:path";

/** What a path is split into. */
export interface ParsedPath {
  /** The root, such as `/` or `c:\`. */
  root: string;
  /** The folder. */
  dir: string;
  /** The last part, with its extension. */
  base: string;
  /** The extension, with its dot. */
  ext: string;
  /** The last part, without its extension. */
  name: string;
}

/** The functions that are the same on all platforms but for the separators. */
export interface PathFunctions {
  /** The last part of a path, without `suffix` if it ends so. */
  basename(path: string | URL, suffix?: string): string;
  /** The longest folder that the paths share, with its separator at the end. */
  common(paths: string[]): string;
  /** The folder of a path. */
  dirname(path: string | URL): string;
  /** The extension of a path with its dot, or nothing. */
  extname(path: string | URL): string;
  /** The path that has these parts. */
  format(pathObject: Partial<ParsedPath>): string;
  /** Whether a path starts at a root. */
  isAbsolute(path: string): boolean;
  /** One path from several, normalised. */
  join(path: string | URL, ...paths: string[]): string;
  /** A path without `.`, `..` and doubled separators. */
  normalize(path: string | URL): string;
  /** The parts of a path. */
  parse(path: string): ParsedPath;
  /** The way from one path to another. */
  relative(from: string, to: string): string;
  /** The absolute path that the segments lead to, from the current folder if need be. */
  resolve(...pathSegments: string[]): string;
  /** A path in the long form that Windows takes; the same path elsewhere. */
  toNamespacedPath(path: string): string;
}

/** Builds the functions on the ones of the runtime, which know nothing of URLs and take `/` for a nameless path. */
export function pathFunctions(
  path: PlatformPath,
  fromFileUrl: (url: string | URL) => string,
): PathFunctions {
  const text = (value: string | URL): string => {
    if (value instanceof URL) return fromFileUrl(value);
    if (typeof value === "string") return value;
    throw new TypeError(
      `Path must be a string, received "${JSON.stringify(value)}"`,
    );
  };
  return {
    basename: (value, suffix = "") => {
      if (typeof suffix !== "string") {
        throw new TypeError(`Suffix must be a string, received "${JSON.stringify(suffix)}"`);
      }
      const whole = text(value);
      const name = path.basename(whole, suffix);
      if (name !== "") return name;
      // A root is named by its separator, and a name that is all suffix keeps it.
      return path.basename(whole) || /[\\/]$/.exec(path.normalize(whole))?.[0] || "";
    },
    common: (paths) => common(paths, path.sep),
    dirname: (value) => path.dirname(text(value)),
    extname: (value) => path.extname(text(value)),
    format: (parts) => path.format(parts),
    isAbsolute: (value) => path.isAbsolute(text(value)),
    join: (first, ...rest) => first === undefined ? "." : path.join(text(first), ...rest),
    normalize: (value) => path.normalize(text(value)),
    parse: (value) => path.parse(text(value)),
    relative: (from, to) => path.relative(from, to),
    resolve: (...segments) => path.resolve(...segments.map(text)),
    toNamespacedPath: (value) => path.toNamespacedPath(value),
  };
}

function common(paths: string[], separator: string): string {
  const [first = [], ...others] = paths.map((it) => it.split(separator));
  let shared = first.length;
  for (const other of others) {
    const differs = first.findIndex((part, i) => i >= shared || part !== other[i]);
    if (differs >= 0) shared = Math.min(shared, differs);
  }
  const prefix = first.slice(0, shared).join(separator);
  if (shared === 0 || paths.includes(prefix)) return prefix;
  return prefix + separator;
}
