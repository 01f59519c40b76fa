import type { ParameterField } from "@/server/contract.ts";

/** Says what is wrong with the value of a field, as the person types; undefined if nothing is. */
export function checkParameter(field: ParameterField, value: string): string | undefined {
  if (field.control === "HIDDEN") return undefined;
  if (value === "") return checkEmpty(field);
  if (field.allowedValues && !field.allowedValues.includes(value)) {
    return `Choose one of ${field.allowedValues.join(", ")}`;
  }
  return field.type === "INT" || field.type === "FLOAT"
    ? checkNumber(field, value)
    : checkLength(field, value);
}

function checkEmpty(field: ParameterField): string | undefined {
  const isNumber = field.type === "INT" || field.type === "FLOAT";
  if (!isNumber && field.allowedValues?.includes("")) return undefined;
  if (field.required || isNumber) return `${field.label} needs a value`;
  return checkLength(field, "");
}

function checkNumber(field: ParameterField, value: string): string | undefined {
  const { type, minValue, maxValue } = field;
  const number = Number(value);
  if (value.trim() === "" || !Number.isFinite(number)) return "Write a number";
  if (type === "INT" && !/^[+-]?\d+$/.test(value.trim())) return "Write a whole number";
  if (minValue !== undefined && number < minValue) return `At least ${minValue}`;
  if (maxValue !== undefined && number > maxValue) return `At most ${maxValue}`;
  return undefined;
}

function checkLength(field: ParameterField, value: string): string | undefined {
  const { minLength, maxLength } = field;
  // Characters as people count them, not UTF-16 units.
  const length = [...value].length;
  if (minLength !== undefined && length < minLength) return `At least ${minLength} characters`;
  if (maxLength !== undefined && length > maxLength) return `At most ${maxLength} characters`;
  return undefined;
}
