import type { ItemRules, ListParameterType, ParameterRules } from "./parameter_type.ts";

/** How many items a list may have, as the service takes it. */
const MOST_ITEMS: Record<ListParameterType, number> = {
  "LIST[STRING]": 64,
  "LIST[PATH]": 64,
  "LIST[INT]": 512,
  "LIST[FLOAT]": 512,
  "LIST[BOOL]": 512,
  "LIST[LIST[INT]]": 512,
};
const MOST_INNER_ITEMS = 64;
const LONGEST_ITEM = 1024;
const [LEAST_INT, GREATEST_INT] = [-(2n ** 63n), 2n ** 63n - 1n];

/** A number of JSON with its digits, which a number of the language may not be able to hold. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Reads true, yes, on, 1 and their opposites in any case; `undefined` for anything else. */
export function readTruth(value: unknown): boolean | undefined {
  const text = value instanceof Digits ? String(Number(value.text)) : String(value).toLowerCase();
  if (!["string", "number", "boolean"].includes(typeof value) && !(value instanceof Digits)) {
    return undefined;
  }
  if (["true", "yes", "on", "1"].includes(text)) return true;
  return ["false", "no", "off", "0"].includes(text) ? false : undefined;
}

/**
 * Reads the value of a list parameter, an array or the JSON text of one, and gives it as JSON text:
 * whole numbers with all their digits, other numbers with a point, as the Python client sends them.
 *
 * @throws {TypeError} naming the first item that cannot be used.
 */
export function readListValue(rules: ParameterRules, value: unknown): string {
  const { name, type, minLength = 0, item = {} } = rules;
  const list = toList(name, value);
  const items = list.map((each, index) =>
    readItem(type as ListParameterType, item, each, `${name}: item ${index}`)
  );
  const most = Math.min(rules.maxLength ?? Infinity, MOST_ITEMS[type as ListParameterType]);
  checkLength(name, items.length, minLength, most);
  return `[${items.join(",")}]`;
}

function toList(name: string, value: unknown): unknown[] {
  let list = value;
  if (typeof value === "string") {
    try {
      list = JSON.parse(value, keepDigits);
    } catch {
      throw new TypeError(`${name}: its value is not the JSON text of a list`);
    }
  }
  if (!Array.isArray(list)) throw new TypeError(`${name}: its value must be a list`);
  return list;
}

/** The third argument, new in the language, has the text of the value as it stands in the JSON. */
function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" && context?.source ? new Digits(context.source) : value;
}

function readItem(type: ListParameterType, rules: ItemRules, item: unknown, at: string): string {
  switch (type) {
    case "LIST[STRING]":
    case "LIST[PATH]":
      return readText(rules, item, at);
    case "LIST[INT]":
      return readInteger(rules, item, at);
    case "LIST[FLOAT]":
      return readFloat(rules, item, at);
    case "LIST[BOOL]": {
      const truth = readTruth(item);
      if (truth === undefined) throw new TypeError(`${at} is neither true nor false`);
      return String(truth);
    }
    case "LIST[LIST[INT]]": {
      if (!Array.isArray(item)) throw new TypeError(`${at} must be a list of whole numbers`);
      const most = Math.min(rules.maxLength ?? Infinity, MOST_INNER_ITEMS);
      checkLength(at, item.length, rules.minLength ?? 0, most);
      const inner = item.map((each, index) =>
        readInteger(rules.item ?? {}, each, `${at}, number ${index},`)
      );
      return `[${inner.join(",")}]`;
    }
  }
}

function readText(rules: ItemRules, item: unknown, at: string): string {
  if (typeof item !== "string") throw new TypeError(`${at} must be text`);
  const longest = Math.min(rules.maxLength ?? Infinity, LONGEST_ITEM);
  const length = [...item].length;
  if (length < (rules.minLength ?? 0) || length > longest) {
    throw new TypeError(
      `${at} must have ${rules.minLength ?? 0} to ${longest} characters, not ${length}`,
    );
  }
  checkAllowed(rules, item, at);
  return JSON.stringify(item);
}

function readInteger(rules: ItemRules, item: unknown, at: string): string {
  const text = item instanceof Digits ? item.text : typeof item === "number" ? String(item) : "";
  if (!/^-?\d+$/.test(text)) throw new TypeError(`${at} must be a whole number`);
  const number = BigInt(text);
  if (number < LEAST_INT || number > GREATEST_INT) {
    throw new TypeError(`${at} must fit in 64 bits`);
  }
  if (typeof item === "number" && !Number.isSafeInteger(item)) {
    throw new TypeError(`${at} is too large to be read exactly; give the list as JSON text`);
  }
  checkNumber(rules, Number(number), at);
  return number.toString();
}

function readFloat(rules: ItemRules, item: unknown, at: string): string {
  const number = item instanceof Digits ? Number(item.text) : item;
  if (typeof number !== "number" || !Number.isFinite(number)) {
    throw new TypeError(`${at} must be a number`);
  }
  checkNumber(rules, number, at);
  return formatFloat(number);
}

/** Writes a number with a point or an exponent, as Python does. */
function formatFloat(number: number): string {
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits, exponent] = number.toExponential().split("e");
    const sign = exponent.startsWith("-") ? "-" : "+";
    return `${digits}e${sign}${exponent.replace(/^[-+]/, "").padStart(2, "0")}`;
  }
  const text = Object.is(number, -0) ? "-0" : String(number);
  return text.includes(".") ? text : `${text}.0`;
}

function checkNumber(rules: ItemRules, number: number, at: string): void {
  const { minValue = -Infinity, maxValue = Infinity } = rules;
  if (number < minValue) throw new TypeError(`${at} must be ${minValue} or more`);
  if (number > maxValue) throw new TypeError(`${at} must be ${maxValue} or less`);
  checkAllowed(rules, number, at);
}

function checkAllowed({ allowedValues }: ItemRules, item: string | number, at: string): void {
  if (!allowedValues || allowedValues.includes(item)) return;
  const shown = allowedValues.slice(0, 10).map((each) => JSON.stringify(each)).join(", ");
  throw new TypeError(`${at} must be one of ${shown}${allowedValues.length > 10 ? ", ..." : ""}`);
}

function checkLength(at: string, length: number, least: number, most: number): void {
  if (length >= least && length <= most) return;
  throw new TypeError(`${at} must have ${least} to ${most} items, not ${length}`);
}
