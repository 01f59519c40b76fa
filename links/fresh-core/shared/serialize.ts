/**
 * Values as they travel from the server to islands: a list of entries that refer to each other by number, so that what
 * is one value on the server, such as a signal, is one value in the browser. An entry is a text, a finite number, a
 * boolean, an object of references, or a list of a tag and its arguments.
 */
export type Entry = string | number | boolean | Record<string, number> | [string, ...unknown[]];

/** A tag and its arguments for values that the caller knows, or undefined. */
export type Replacer = (value: object) => [tag: string, ...args: unknown[]] | undefined;

/** Types whose text says all there is to know, by name. */
const TEXTUAL = [
  "Instant",
  "ZonedDateTime",
  "PlainDate",
  "PlainTime",
  "PlainDateTime",
  "PlainYearMonth",
  "PlainMonthDay",
  "Duration",
] as const;

/**
 * Writes a value as JSON, with signals, dates, maps, sets, URLs, patterns, bytes, big integers and circles.
 *
 * @throws {Error} When there is a function in it.
 */
export function serialize(value: unknown, replace: Replacer): string {
  const entries: Entry[] = [];
  const known = new Map<unknown, number>();
  add(value);
  return JSON.stringify(entries);

  function add(value: unknown): number {
    const id = Object.is(value, -0) ? undefined : known.get(value);
    if (id !== undefined) return id;
    const index = entries.push("") - 1;
    if (!Object.is(value, -0)) known.set(value, index);
    entries[index] = entryOf(value);
    return index;
  }

  function entryOf(value: unknown): Entry {
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        if (Number.isFinite(value) && !Object.is(value, -0)) return value;
        return ["Number", Object.is(value, -0) ? "-0" : String(value)];
      case "bigint":
        return ["BigInt", String(value)];
      case "object":
        return value === null ? ["Null"] : entryOfObject(value);
      case "undefined":
        return ["Undefined"];
      default:
        throw new Error("Serializing functions is not supported.");
    }
  }

  function entryOfObject(value: object): Entry {
    const replaced = replace(value);
    if (replaced) return replaced;
    if (isSignal(value)) return [isComputed(value) ? "Computed" : "Signal", add(value.peek())];
    if (Array.isArray(value)) {
      return ["Array", ...Array.from(value, (item, i) => i in value ? add(item) : -1)];
    }
    if (value instanceof URL) return ["URL", value.href];
    if (value instanceof Date) return ["Date", value.getTime()];
    if (value instanceof RegExp) return ["RegExp", value.source, value.flags];
    if (value instanceof Uint8Array) return ["Uint8Array", value.toBase64()];
    if (value instanceof Set) return ["Set", ...[...value].map(add)];
    if (value instanceof Map) return ["Map", ...[...value].flat().map(add)];
    const textual = TEXTUAL.find((name) =>
      typeof Temporal !== "undefined" && value instanceof Temporal[name]
    );
    if (textual) return ["Temporal", textual, String(value)];
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, add(item)]));
  }
}

interface SignalLike {
  peek(): unknown;
  readonly value: unknown;
}

/** Whether a value is a signal, of whatever copy of the library. */
export function isSignal(value: unknown): value is SignalLike {
  return typeof value === "object" && value !== null && "value" in value && "peek" in value &&
    typeof value.peek === "function";
}

/** A computed signal is one whose value cannot be set. */
function isComputed(signal: SignalLike): boolean {
  const proto = Object.getPrototypeOf(signal);
  return Object.getOwnPropertyDescriptor(proto, "value")?.set === undefined;
}
