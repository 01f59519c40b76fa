import { basename, dirname, join } from "@std/path";

/** How many lines there are at most. */
const LINES = 10;

interface Sequence {
  name: string;
  /** The first of its files. */
  path: string;
  numbers: number[];
}

/**
 * Says in a few lines which files there are: a line for each file or sequence of numbered files,
 * those of the most files first.
 */
export function summarizePaths(paths: Iterable<string>): string[] {
  const sequences = new Map<string, Sequence>();
  for (const path of paths) {
    // The last number of the name is what counts up.
    const [, before, digits, after] = /^(.*?)(\d+)(\D*)$/s.exec(basename(path)) ?? [];
    const pattern = digits?.length > 1 && digits.startsWith("0") ? `%0${digits.length}d` : "%d";
    const name = digits === undefined ? path : join(dirname(path), `${before}${pattern}${after}`);
    const sequence = sequences.get(name);
    if (sequence) sequence.numbers.push(Number(digits));
    else sequences.set(name, { name, path, numbers: [Number(digits)] });
  }
  const sorted = [...sequences.values()].sort((a, b) =>
    b.numbers.length - a.numbers.length || (a.name < b.name ? -1 : 1)
  );
  const lines = sorted.slice(0, LINES).map(({ name, path, numbers }) =>
    numbers.length === 1
      ? `${path} (1 file)`
      : `${name} (${numbers.length} files, sequence ${ranges(numbers)})`
  );
  const more = sorted.slice(LINES).reduce((sum, { numbers }) => sum + numbers.length, 0);
  return more > 0 ? [...lines, `... and ${more} more ${more === 1 ? "file" : "files"}`] : lines;
}

/** Numbers as `1-3,7`. */
function ranges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let at = 0; at < sorted.length;) {
    let end = at;
    while (sorted[end + 1] === sorted[end] + 1) end++;
    parts.push(end === at ? `${sorted[at]}` : `${sorted[at]}-${sorted[end]}`);
    at = end + 1;
  }
  return parts.length > 10 ? `${parts.slice(0, 10).join(",")},...` : parts.join(",");
}
