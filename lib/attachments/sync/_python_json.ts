import { asciiJson } from "../manifest/ascii_json.ts";

/** A flat object of numbers on one line, as Python writes it. */
export function pythonJsonObject(members: Iterable<[string, number]>): string {
  return `{${[...members].map(([key, value]) => `${asciiJson(key)}: ${value}`).join(", ")}}`;
}
