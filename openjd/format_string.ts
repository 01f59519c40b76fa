/** A piece of a format string: text as it stands, or the name between `{{` and `}}`. */
export type FormatSegment = { text: string } | { reference: string };

const NAME = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/**
 * Takes a format string apart.
 *
 * @throws {SyntaxError} If braces do not match, or if what they hold is not a dotted name.
 *
 * @example Text and references
 * ```ts
 * import { parseFormatString } from "@deadline/openjd";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseFormatString("f{{ Task.Param.Frame }}.png"), [
 *   { text: "f" },
 *   { reference: "Task.Param.Frame" },
 *   { text: ".png" },
 * ]);
 * ```
 */
export function parseFormatString(format: string): FormatSegment[] {
  const segments: FormatSegment[] = [];
  let position = 0;
  while (position < format.length) {
    const open = format.indexOf("{{", position);
    const close = format.indexOf("}}", position);
    if (close !== -1 && (open === -1 || close < open)) {
      throw new SyntaxError(`"}}" at character ${close + 1} closes nothing`);
    }
    if (open === -1) break;
    const end = format.indexOf("}}", open + 2);
    if (end === -1) throw new SyntaxError(`"{{" at character ${open + 1} is never closed`);
    const reference = format.slice(open + 2, end).trim();
    if (!NAME.test(reference)) {
      throw new SyntaxError(`"{{${format.slice(open + 2, end)}}}" is not a reference to a value`);
    }
    if (open > position) segments.push({ text: format.slice(position, open) });
    segments.push({ reference });
    position = end + 2;
  }
  if (position < format.length) segments.push({ text: format.slice(position) });
  return segments;
}

/** The names that a format string refers to, in order. */
export function referencesIn(format: string): string[] {
  return parseFormatString(format).flatMap((segment) =>
    "reference" in segment ? [segment.reference] : []
  );
}

/** Values that format strings may refer to, by their full names as `Param.Frame`. */
export type Symbols = ReadonlyMap<string, string>;

/**
 * Puts values in place of the references of a format string.
 *
 * @throws {SyntaxError} If the format string is malformed.
 * @throws {ReferenceError} If a name has no value in `symbols`.
 */
export function resolveFormatString(format: string, symbols: Symbols): string {
  if (!format.includes("{{") && !format.includes("}}")) return format;
  return parseFormatString(format).map((segment) => {
    if ("text" in segment) return segment.text;
    const value = symbols.get(segment.reference);
    if (value === undefined) {
      throw new ReferenceError(`Cannot resolve "{{${segment.reference}}}": no such value here`);
    }
    return value;
  }).join("");
}
