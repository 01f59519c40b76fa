/** The end of a sentence: the caller's own words, or a full stop. */
export function suffix(msg?: string): string {
  return msg ? `: ${msg}` : ".";
}

/** Shows a value in full, keys sorted, one entry a line. */
export function format(value: unknown): string {
  return Deno.inspect(value, {
    compact: false,
    depth: Infinity,
    getters: true,
    iterableLimit: Infinity,
    sorted: true,
    strAbbreviateSize: Infinity,
    trailingComma: true,
  });
}
