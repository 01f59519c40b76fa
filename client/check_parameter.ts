import { checkParameterValue } from "@deadline/openjd/parameters";
import type { ParameterField, ParameterType, ValueLimits } from "@/server/contract.ts";
import { readList } from "./list_value.ts";

/** No list has more items than this; lists of text have fewer. */
const MOST_ITEMS = 512;
const MOST_TEXTS = 64;

/** Says what is wrong with the value of a field, as the person types; undefined if nothing is. */
export function checkParameter(field: ParameterField, value: string): string | undefined {
  if (field.control === "HIDDEN") return undefined;
  if (field.type.startsWith("LIST[")) return checkList(field, value);
  if (value === "" && isMissing(field)) return `${field.label} needs a value`;
  return checkOne(field.type, field, value);
}

/** Says what is wrong with one item of a list. */
export function checkItem(field: ParameterField, value: string): string | undefined {
  const type = itemType(field.type);
  if (value === "" && type !== "STRING") return "Needs a value";
  return checkOne(type, field.item ?? {}, value);
}

/** The type of the items of a list. */
function itemType(type: ParameterType): ParameterType {
  return type.slice("LIST[".length, -1) as ParameterType;
}

function isMissing(field: ParameterField): boolean {
  if (field.allowedValues?.includes("")) return false;
  return field.required || (field.type !== "STRING" && field.type !== "PATH");
}

function checkOne(type: ParameterType, limits: ValueLimits, value: string): string | undefined {
  switch (type) {
    case "BOOL":
      return /^(true|yes|on|1|false|no|off|0)$/i.test(value) ? undefined : "Must be true or false";
    case "RANGE_EXPR":
      return checkRange(value) ?? checkOne("STRING", limits, value);
    case "STRING":
    case "PATH":
    case "INT":
    case "FLOAT":
      return sentence(checkParameterValue({ name: "", type, ...limits }, value));
    case "LIST[INT]":
      return checkRow(value);
    default:
      return undefined;
  }
}

function checkList(field: ParameterField, value: string): string | undefined {
  const items = readList(value);
  if (!items) return "Must be a JSON list";
  const { minLength = 0, maxLength = MOST_ITEMS } = field;
  const isText = field.type === "LIST[STRING]" || field.type === "LIST[PATH]";
  const most = Math.min(maxLength, isText ? MOST_TEXTS : MOST_ITEMS);
  if (items.length < minLength) return `Must have at least ${count(minLength)}`;
  if (items.length > most) return `Must have at most ${count(most)}, not ${items.length}`;
  for (const [index, item] of items.entries()) {
    const issue = checkItem(field, item);
    if (issue) return `Item ${index + 1}: ${issue}`;
  }
}

/** One row of a list of lists of whole numbers. */
function checkRow(value: string): string | undefined {
  const items = readList(value);
  if (!items) return "Must be a list of whole numbers";
  const wrong = items.find((item) => !/^-?\d+$/.test(item));
  return wrong === undefined ? undefined : `"${wrong}" is not a whole number`;
}

/** A range such as `1-10,20-30:2`; a descending part needs a negative step, and none may overlap. */
function checkRange(text: string): string | undefined {
  const parts: [low: number, high: number][] = [];
  for (const part of text.split(",")) {
    const [, from, to = from, step] =
      /^\s*(-?\d+)\s*(?:-\s*(-?\d+)\s*(?::\s*(-?\d+)\s*)?)?$/.exec(part) ?? [];
    if (from === undefined) return `"${part.trim()}" is no number or range such as 1-10 or 1-10:2`;
    const [start, end, by] = [Number(from), Number(to), Number(step ?? 1)];
    if (by === 0) return `"${part.trim()}" has a step of 0`;
    if ((end - start) * by < 0) return `"${part.trim()}" never gets to its end with that step`;
    parts.push([Math.min(start, end), Math.max(start, end)]);
  }
  parts.sort((a, b) => a[0] - b[0]);
  const overlap = parts.find(([low], index) => index > 0 && low <= parts[index - 1][1]);
  return overlap && `The ranges overlap at ${overlap[0]}`;
}

function sentence(text: string | undefined): string | undefined {
  return text && text.charAt(0).toUpperCase() + text.slice(1);
}

function count(items: number): string {
  return `${items} item${items === 1 ? "" : "s"}`;
}
