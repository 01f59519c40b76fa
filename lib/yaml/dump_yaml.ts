import { escapeCharacter, scalarStyle } from "./_yaml_scalar.ts";

/** Lines are folded at the first space beyond this column. */
const WIDTH = 80;

/**
 * Writes a value as YAML in the very form of the Python client, so that scripts made for that one
 * understand it: keys in their order, list dashes below their key, lines folded at 80 columns.
 */
export function dumpYaml(value: unknown): string {
  const writer = new YamlWriter();
  writer.node(value, 0, false);
  return writer.finish();
}

class YamlWriter {
  #text = "";
  #column = 0;

  finish(): string {
    return this.#text.endsWith("\n") ? this.#text : this.#text + "\n";
  }

  /** Writes a value; `indent` is the column of its own keys or dashes. */
  node(value: unknown, indent: number, inMapping: boolean): void {
    if (Array.isArray(value) && value.length > 0) return this.#list(value, indent, inMapping);
    if (isMap(value) && Object.keys(value).length > 0) return this.#map(value, indent, inMapping);
    this.#put(inMapping ? " " : "");
    // Folded lines of a text without a parent are indented all the same.
    if (typeof value === "string") this.#scalar(value, Math.max(indent, 2));
    else this.#put(Array.isArray(value) ? "[]" : isMap(value) ? "{}" : formatValue(value));
  }

  #list(items: unknown[], indent: number, inMapping: boolean): void {
    // The dashes of a list below a key stand in the column of the key.
    const column = inMapping ? indent - 2 : indent;
    for (const [index, item] of items.entries()) {
      if (index > 0 || inMapping) this.#line(column);
      this.#put("- ");
      this.node(item, column + 2, false);
    }
  }

  #map(value: Record<string, unknown>, indent: number, inMapping: boolean): void {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    for (const [index, [key, item]] of entries.entries()) {
      if (index > 0 || inMapping) this.#line(indent);
      this.#scalar(key, indent, false);
      this.#put(":");
      this.node(item, indent + 2, true);
    }
  }

  #scalar(text: string, indent: number, split = true): void {
    const style = scalarStyle(text);
    if (style === "literal") return this.#literal(text, indent);
    if (style === "double") return this.#double(text, indent, split);
    const quoted = style === "single";
    if (quoted) this.#put("'");
    // Pieces alternate between words and spaces; only a single space may become a line end.
    const pieces = text.split(/( +)/);
    for (const [index, piece] of pieces.entries()) {
      const inside = !quoted || (index > 1 && index < pieces.length - 2) ||
        (index === 1 && pieces[0] !== "" && pieces.length > 2 && pieces[2] !== "");
      if (piece === " " && split && inside && this.#column > WIDTH) this.#line(indent);
      else this.#put(quoted ? piece.replaceAll("'", "''") : piece);
    }
    if (quoted) this.#put("'");
  }

  #double(text: string, indent: number, split: boolean): void {
    this.#put('"');
    const characters = [...text];
    let run = "";
    const flush = (more = "") => {
      this.#put(run + more);
      run = "";
    };
    for (const [index, character] of characters.entries()) {
      const escaped = escapeCharacter(character);
      if (escaped !== character) {
        flush();
        this.#put(escaped);
      }
      const isInside = index > 0 && index < characters.length - 1;
      const column = escaped === character ? this.#column + run.length : this.#column - 1;
      const mayFold = isInside && (character === " " || escaped !== character || run === "");
      if (mayFold && split && column > WIDTH) {
        flush("\\");
        this.#line(indent);
        const next = escaped === character ? character : characters[index + 1];
        if (next === " ") this.#put("\\");
      }
      if (escaped === character) run += character;
    }
    flush('"');
  }

  #literal(text: string, indent: number): void {
    const hint = /^[ \n]/.test(text) ? "2" : "";
    const end = !text.endsWith("\n") ? "-" : /(?:^|\n)\n$/.test(text) ? "+" : "";
    this.#put(`|${hint}${end}`);
    const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
    for (const line of lines) {
      if (line === "") this.#text += "\n";
      else this.#line(indent);
      this.#put(line);
    }
  }

  #line(indent: number): void {
    this.#text += "\n" + " ".repeat(indent);
    this.#column = indent;
  }

  #put(text: string): void {
    this.#text += text;
    this.#column += text.length;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !(value instanceof Date) &&
    !Array.isArray(value);
}

function formatValue(value: unknown): string {
  if (value instanceof Date) return formatDate(value);
  return value === undefined || value === null ? "null" : String(value);
}

/** Writes a time as Python does: `2026-01-02 03:04:05.123000+00:00`. */
export function formatDate(date: Date): string {
  const [day, time] = date.toISOString().slice(0, -1).split("T");
  const [seconds, fraction] = time.split(".");
  return `${day} ${seconds}${fraction === "000" ? "" : `.${fraction}000`}+00:00`;
}
