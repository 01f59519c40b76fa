import { asciiJson } from "./ascii_json.ts";

/** JSON on one line with the white space and the escapes that Python writes. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return asciiJson(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, each]) => `${asciiJson(key)}: ${pythonJson(each)}`).join(", ")}}`;
}
