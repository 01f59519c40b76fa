import { formatPath, type TemplateIssue, type TemplatePath } from "./issues.ts";
import { parseFormatString } from "../format_string.ts";

/** A position in a document being read, and the list to which problems found there go. */
export class Place {
  /** What was found so far, shared by all places of one document. */
  readonly issues: TemplateIssue[];
  /** Names of the extensions that the document asks for. */
  readonly extensions: ReadonlySet<string>;
  readonly #path: TemplatePath;

  constructor(
    path: TemplatePath = [],
    issues: TemplateIssue[] = [],
    extensions: ReadonlySet<string> = new Set(),
  ) {
    this.#path = path;
    this.issues = issues;
    this.extensions = extensions;
  }

  /** The place of a field or an item of the value here. */
  at(...keys: (string | number)[]): Place {
    return new Place([...this.#path, ...keys], this.issues, this.extensions);
  }

  /** Notes a problem here; returns `undefined` so that a reader can end with it. */
  report(message: string): undefined {
    this.issues.push({ path: formatPath(this.#path), message });
  }
}

/** Reads one value: gives it typed, or reports what is wrong and gives `undefined`. */
export type Shape<T> = (value: unknown, place: Place) => T | undefined;

interface Field<T> {
  shape: Shape<T>;
  required: boolean;
}

/** A field that must be there. */
export function required<T>(shape: Shape<T>): Field<T> {
  return { shape, required: true };
}

/** A field that may be left out. */
export function optional<T>(shape: Shape<T>): Field<T | undefined> {
  return { shape, required: false };
}

type Fields<T> = { [K in keyof T]-?: Field<T[K]> };

/** An object with these fields and no others. `rules` look at it once all its fields could be read. */
export function object<T extends object>(
  fields: Fields<T>,
  ...rules: ((value: T, place: Place) => void)[]
): Shape<T> {
  return (value, place) => {
    if (!isObject(value)) return place.report(`must be an object, not ${nameOf(value)}`);
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(fields, key)) place.at(key).report("unknown field");
    }
    const result: Record<string, unknown> = {};
    let whole = true;
    for (const [key, field] of Object.entries<Field<unknown>>(fields)) {
      if (!Object.hasOwn(value, key) || value[key] === undefined) {
        if (field.required) whole = place.at(key).report("missing, but required") ?? false;
        continue;
      }
      result[key] = field.shape(value[key], place.at(key));
      if (result[key] === undefined) whole = false;
    }
    if (!whole) return undefined;
    for (const rule of rules) rule(result as T, place);
    return result as T;
  };
}

/** A list of `item`s; `what` names one item in messages. */
export function list<T>(
  item: Shape<T>,
  { min = 0, max = Infinity }: { min?: number; max?: number } = {},
): Shape<T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) return place.report(`must be a list, not ${nameOf(value)}`);
    if (value.length < min) place.report(`must have at least ${counted(min, "item")}`);
    if (value.length > max) {
      return place.report(`must have at most ${counted(max, "item")}, not ${value.length}`);
    }
    const items = value.map((entry, index) => item(entry, place.at(index)));
    return items.includes(undefined) ? undefined : items as T[];
  };
}

/** An object used as a map from names to `item`s. */
export function map<T>(name: Shape<string>, item: Shape<T>): Shape<Record<string, T>> {
  return (value, place) => {
    if (!isObject(value)) return place.report(`must be an object, not ${nameOf(value)}`);
    const before = place.issues.length;
    const result: Record<string, T> = {};
    for (const [key, entry] of Object.entries(value)) {
      name(key, place.at(key));
      const read = item(entry, place.at(key));
      if (read !== undefined) result[key] = read;
    }
    return place.issues.length > before ? undefined : result;
  };
}

/** What a text must be like. */
export interface TextRules {
  /** Least number of characters. */
  min?: number;
  /** Greatest number of characters. */
  max?: number;
  /** What it must match. */
  pattern?: RegExp;
  /** What it is, for the message when `pattern` does not match. */
  what?: string;
}

/** A text. */
export function text({ min = 0, max = Infinity, pattern, what }: TextRules = {}): Shape<string> {
  return (value, place) => {
    if (typeof value !== "string") return place.report(`must be a text, not ${nameOf(value)}`);
    const length = [...value].length;
    if (length < min) return place.report(`must have at least ${counted(min, "character")}`);
    if (length > max) {
      return place.report(`must have at most ${counted(max, "character")}, not ${length}`);
    }
    if (pattern && !pattern.test(value)) {
      return place.report(`"${value}" is not ${what ?? `of the form ${pattern.source}`}`);
    }
    return value;
  };
}

/** A text that may hold `{{Name}}` references; their names are checked later, in their scope. */
export function formatText(rules: TextRules = {}): Shape<string> {
  const plain = text(rules);
  return (value, place) => {
    const read = plain(value, place);
    if (read === undefined) return undefined;
    try {
      parseFormatString(read);
      return read;
    } catch (error) {
      return place.report((error as Error).message);
    }
  };
}

/** A whole number, also when written as a text; Open Job Description allows both. */
export function integer(
  { min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: {
    min?: number;
    max?: number;
  } = {},
): Shape<number> {
  return (value, place) => {
    const number = typeof value === "string" && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
    if (typeof number !== "number" || !Number.isInteger(number)) {
      return place.report(`must be a whole number, not ${nameOf(value)}`);
    }
    if (number < min) return place.report(`must be ${min} or more, not ${number}`);
    if (number > max) return place.report(`must be ${max} or less, not ${number}`);
    return number;
  };
}

/** A number, also when written as a text. */
export function decimal({ min = -Infinity, above = -Infinity } = {}): Shape<number> {
  return (value, place) => {
    const number = typeof value === "string" && isDecimal(value) ? Number(value) : value;
    if (typeof number !== "number" || !Number.isFinite(number)) {
      return place.report(`must be a number, not ${nameOf(value)}`);
    }
    if (number < min) return place.report(`must be ${min} or more, not ${number}`);
    if (number <= above) return place.report(`must be more than ${above}, not ${number}`);
    return number;
  };
}

/** Whether a text is a finite decimal number, as `12`, `-1.50` or `1e3`. */
export function isDecimal(value: string): boolean {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value) &&
    Number.isFinite(Number(value));
}

/** `true` or `false`. */
export const flag: Shape<boolean> = (value, place) =>
  typeof value === "boolean" ? value : place.report(`must be true or false, not ${nameOf(value)}`);

/** One of some fixed texts. */
export function choice<const T extends string>(...allowed: T[]): Shape<T> {
  return (value, place) => {
    if (allowed.includes(value as T)) return value as T;
    const given = typeof value === "string" ? `"${value}"` : nameOf(value);
    return place.report(
      allowed.length === 1
        ? `must be ${allowed[0]}, not ${given}`
        : `must be one of ${allowed.join(", ")}, not ${given}`,
    );
  };
}

/** An object whose shape depends on the text in its field `key`. */
export function variant<T>(key: string, shapes: Record<string, Shape<T>>): Shape<T> {
  const kind = choice(...Object.keys(shapes));
  return (value, place) => {
    if (!isObject(value)) return place.report(`must be an object, not ${nameOf(value)}`);
    if (!Object.hasOwn(value, key)) return place.at(key).report("missing, but required");
    const chosen = kind(value[key], place.at(key));
    return chosen === undefined ? undefined : shapes[chosen](value, place);
  };
}

/** Reports names that occur more than once in a list. */
export function uniqueBy<T>(nameOf: (item: T) => string, what: string) {
  return (items: readonly T[] | undefined, place: Place): void => {
    const seen = new Set<string>();
    items?.forEach((item, index) => {
      const name = nameOf(item);
      if (seen.has(name)) place.at(index).report(`another ${what} is already named "${name}"`);
      seen.add(name);
    });
  };
}

/** Whether a value is an object and not a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return value.length > 40 ? "a text" : `"${value}"`;
    case "object":
      return "an object";
    default:
      return String(value);
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
