const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"];

/**
 * A number of bytes for people, as the Python client writes it: decimal units, two digits at most.
 *
 * @example
 * ```ts
 * import { humanSize } from "@deadline/client/attachments";
 * import { assertEquals } from "@std/assert";
 *
 * const sizes = [0, 999, 1000, 1234, 999_990, 1_000_000];
 * const texts = ["0 B", "999 B", "1.0 KB", "1.23 KB", "999.99 KB", "1.0 MB"];
 * assertEquals(sizes.map(humanSize), texts);
 * ```
 */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (round(value) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  const rounded = round(value);
  const text = unit > 0 && Number.isInteger(rounded) ? rounded.toFixed(1) : String(rounded);
  return `${text} ${UNITS[unit]}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
