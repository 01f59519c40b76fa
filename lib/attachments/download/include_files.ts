import type { PathFormat } from "./_path_parts.ts";

/**
 * Makes a test of whole paths by shell patterns, any of which may match, as the Python client does:
 * `*` goes over `/`, `?` is one character, `[a-z]` and `[!a-z]` are classes, and a `/` at the end
 * means all below. A pattern that begins with neither `/`, `*` nor a drive matches at any depth.
 *
 * @param format Whether case counts: on Windows it does not.
 *
 * @example
 * ```ts
 * import { includeFiles } from "@deadline/client/attachments";
 * import { assertEquals } from "@std/assert";
 *
 * const isIncluded = includeFiles(["renders/*.exr", "logs/"]);
 * const paths = ["/p/renders/a.exr", "/p/renders/b/c.exr", "/p/logs/a", "/p/a.exr"];
 * assertEquals(paths.map(isIncluded), [true, true, true, false]);
 * ```
 */
export function includeFiles(
  patterns: readonly string[],
  format: PathFormat = Deno.build.os === "windows" ? "windows" : "posix",
): (path: string) => boolean {
  const expressions = patterns.map(normalized).filter((pattern) => pattern !== "")
    .map((pattern) => (isAbsolute(pattern) ? "" : "*/") + pattern)
    .map((pattern) => pattern.endsWith("/") ? `${pattern}*` : pattern)
    .map((pattern) =>
      new RegExp(`^(?:${translate(pattern)})$`, format === "windows" ? "sui" : "su")
    );
  return (path) => {
    const slashes = path.replaceAll("\\", "/");
    return expressions.some((expression) => expression.test(slashes));
  };
}

function normalized(pattern: string): string {
  return pattern.replaceAll("\\", "/").replace(/^\.\//, "").replace(/\/{2,}/g, "/");
}

function isAbsolute(pattern: string): boolean {
  return /^[/*]/.test(pattern) || pattern[1] === ":";
}

function translate(pattern: string): string {
  let expression = "";
  for (let at = 0; at < pattern.length;) {
    const unit = String.fromCodePoint(pattern.codePointAt(at)!);
    const end = unit === "[" ? endOfClass(pattern, at) : -1;
    if (end > 0) {
      expression += classOf(pattern.slice(at + 1, end));
      at = end + 1;
      continue;
    }
    expression += unit === "*" ? ".*" : unit === "?" ? "." : escape(unit);
    at += unit.length;
  }
  return expression;
}

/** Where a class ends; the first character in it may be the closing bracket itself. */
function endOfClass(pattern: string, start: number): number {
  const first = start + (pattern[start + 1] === "!" ? 2 : 1);
  return pattern.indexOf("]", first + 1);
}

function classOf(inside: string): string {
  const isNegated = inside.startsWith("!");
  const units = [...(isNegated ? inside.slice(1) : inside)];
  let members = "";
  for (let at = 0; at < units.length;) {
    const [first, dash, last] = units.slice(at, at + 3);
    if (dash === "-" && last !== undefined) {
      // A range that goes backwards has nothing in it.
      if (first.codePointAt(0)! <= last.codePointAt(0)!) {
        members += `${escape(first)}-${escape(last)}`;
      }
      at += 3;
    } else {
      members += escape(first);
      at++;
    }
  }
  // `[]` matches nothing and `[^]` anything, which is what is meant when no range is left.
  return `[${isNegated ? "^" : ""}${members}]`;
}

function escape(unit: string): string {
  return `\\u{${unit.codePointAt(0)!.toString(16)}}`;
}
