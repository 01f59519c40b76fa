import { dumpYaml, formatDate } from "../yaml/dump_yaml.ts";

/** How results are written. */
export type OutputFormat = "yaml" | "json" | "table";

/** Writes a result in a format, with a line end. */
export function formatOutput(value: unknown, format: OutputFormat): string {
  if (format === "json") return JSON.stringify(value, null, 2) + "\n";
  if (format === "table" && isTable(value)) return formatTable(value);
  if (format === "table" && Array.isArray(value) && value.length === 0) return "(none)\n";
  if (format === "table" && isRow(value)) return formatRow(value);
  // An empty line after a result is what the Python client prints.
  return dumpYaml(endLines(value)) + "\n";
}

type Row = Record<string, unknown>;

function isTable(value: unknown): value is Row[] {
  return Array.isArray(value) && value.length > 0 &&
    value.every(isRow);
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One thing: a line for each of its parts. */
function formatRow(row: Row): string {
  const width = Math.max(0, ...Object.keys(row).map((name) => name.length));
  return Object.entries(row)
    .map(([name, value]) => `${name.padEnd(width)}  ${cell(value)}`.trimEnd() + "\n").join("");
}

function formatTable(rows: Row[]): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [names, ...rows.map((row) => names.map((name) => cell(row[name])))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) =>
    line.map((text, column) => text.padEnd(widths[column])).join("  ").trimEnd() + "\n"
  ).join("");
}

function cell(value: unknown): string {
  if (value instanceof Date) return formatDate(value);
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value).replaceAll("\n", " ");
}

/** Gives every text of several lines a line end, so that YAML shows it as a block. */
function endLines(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\n") ? value.replace(/\n?$/, "\n") : value;
  if (Array.isArray(value)) return value.map(endLines);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, endLines(item)]));
}
