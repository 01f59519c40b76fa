import {
  checkParameterValue,
  type JobParameterDefinition,
  RangeExpression,
} from "@deadline/openjd";
import { isListType, type ParameterRules } from "./parameter_type.ts";
import { readListValue, readTruth } from "./list_value.ts";

/** Greatest length of a range expression, as the service takes it. */
const LONGEST_RANGE = 1024;

/**
 * Reads a value for a job parameter as the text that stands for it: numbers without blanks and
 * underscores, truth as `true` or `false`, lists as JSON. `source` is how a number was written, so
 * that the version `2.0` of a text parameter does not become `2`.
 *
 * @throws {TypeError} saying what is wrong with it, if it is no value of the parameter's type.
 */
export function readParameterValue(rules: ParameterRules, value: unknown, source?: string): string {
  const { name, type } = rules;
  const refuse = (what: string): never => {
    throw new TypeError(`${name}: ${quoted(value)} ${what}`);
  };
  if (isListType(type)) return readListValue(rules, value);
  if (type === "BOOL") return String(readTruth(value) ?? refuse("is neither true nor false"));
  if (typeof value === "object" || value === undefined) return refuse("must be text or a number");
  if (typeof value === "string") {
    if (type === "INT" || type === "FLOAT") return value.trim().replace(/(?<=\d)_(?=\d)/g, "");
    if (type === "RANGE_EXPR") return readRange(value, refuse);
    return value;
  }
  if (type === "RANGE_EXPR" || type === "PATH") return refuse("must be text");
  if (typeof value === "boolean") {
    if (type === "STRING") return value ? "True" : "False";
    return value ? "1" : "0";
  }
  const isKept = type === "STRING" || (type === "FLOAT" && /^[-+\d.eE]+$/.test(source ?? ""));
  return isKept && source !== undefined ? source : String(value);
}

/**
 * Says what is wrong with the text of a value, as {@linkcode readParameterValue} gives it, or
 * `undefined` if it may be used.
 */
export function checkValueText(rules: ParameterRules, text: string): string | undefined {
  const { type } = rules;
  if (type === "RANGE_EXPR" || type === "BOOL" || isListType(type)) return undefined;
  return checkParameterValue(rules as JobParameterDefinition, text);
}

function readRange(value: string, refuse: (what: string) => never): string {
  if (value.length > LONGEST_RANGE) {
    return refuse(`has more than ${LONGEST_RANGE} characters`);
  }
  try {
    RangeExpression.parse(value);
  } catch (error) {
    return refuse(`is not a range: ${(error as Error).message}`);
  }
  return value;
}

/** A value for a message, shortened. */
export function quoted(value: unknown): string {
  const text = (typeof value === "string" ? `"${value}"` : JSON.stringify(value)) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
