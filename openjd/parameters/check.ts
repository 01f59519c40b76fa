import type { JobParameterDefinition } from "./definition.ts";

/** Greatest length of a STRING or PATH value. */
const LONGEST_VALUE = 1024;

/**
 * Says what is wrong with a value for a job parameter, or `undefined` if it may be used.
 *
 * Needs nothing but the definition, so that a form can call it at each key stroke.
 *
 * @example One field of a form
 * ```ts
 * import { checkParameterValue } from "@deadline/openjd/parameters";
 * import { assertEquals } from "@std/assert";
 *
 * const quality = { name: "Quality", type: "INT", minValue: 1, maxValue: 9 } as const;
 * assertEquals(checkParameterValue(quality, "5"), undefined);
 * assertEquals(checkParameterValue(quality, "10"), "must be 9 or less");
 * assertEquals(checkParameterValue(quality, "high"), "must be a whole number");
 * ```
 */
export function checkParameterValue(
  definition: JobParameterDefinition,
  value: string,
): string | undefined {
  return checkKind(definition, value) ?? checkBounds(definition, value) ??
    checkAllowed(definition, value);
}

/** Whether two texts are the same value for a parameter of this type: `1.0` and `1` are, as FLOAT. */
export function sameValue(type: JobParameterDefinition["type"], a: string, b: string): boolean {
  return type === "INT" || type === "FLOAT" ? Number(a) === Number(b) : a === b;
}

/** Whether a text is a whole number. */
export function isIntegerText(value: string): boolean {
  return /^\s*[+-]?\d+\s*$/.test(value);
}

/** Whether a text is a number. */
export function isFloatText(value: string): boolean {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(value) &&
    Number.isFinite(Number(value));
}

function checkKind({ type }: JobParameterDefinition, value: string): string | undefined {
  if (type === "INT" && !isIntegerText(value)) return "must be a whole number";
  if (type === "FLOAT" && !isFloatText(value)) return "must be a number";
}

function checkBounds(definition: JobParameterDefinition, value: string): string | undefined {
  const { type, minLength, maxLength = LONGEST_VALUE, minValue, maxValue } = definition;
  if (type === "INT" || type === "FLOAT") {
    if (minValue !== undefined && Number(value) < minValue) return `must be ${minValue} or more`;
    if (maxValue !== undefined && Number(value) > maxValue) return `must be ${maxValue} or less`;
    return;
  }
  const length = [...value].length;
  if (minLength !== undefined && length < minLength) {
    return `must have at least ${characters(minLength)}`;
  }
  const longest = Math.min(maxLength, LONGEST_VALUE);
  if (length > longest) return `must have at most ${characters(longest)}, not ${length}`;
}

function checkAllowed(
  { type, allowedValues }: JobParameterDefinition,
  value: string,
): string | undefined {
  if (!allowedValues || allowedValues.some((allowed) => sameValue(type, allowed, value))) return;
  const shown = allowedValues.slice(0, 10).map((allowed) => `"${allowed}"`).join(", ");
  return `must be one of ${shown}${allowedValues.length > 10 ? ", ..." : ""}`;
}

function characters(count: number): string {
  return `${count} character${count === 1 ? "" : "s"}`;
}
