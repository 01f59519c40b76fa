import { inspect } from "node:util";

/** The end of a sentence: the caller's own words, or a full stop. */
export function suffix(msg?: string): string {
  return msg ? `: ${msg}` : ".";
}

/** Shows a value in full, keys sorted, one entry a line when it is long. */
export function format(value: unknown): string {
  return inspect(value, {
    depth: Infinity,
    maxArrayLength: Infinity,
    maxStringLength: Infinity,
    sorted: true,
    compact: false,
    getters: true,
  });
}
