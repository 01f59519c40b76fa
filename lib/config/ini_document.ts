import { ConfigFileError } from "./config_file_error.ts";

const DEFAULT = "DEFAULT";
/** What Python takes for white space, which is not quite what `trim` does. */
const SPACE =
  "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const START = new RegExp(`^${SPACE}+`);
const END = new RegExp(`${SPACE}+$`);
/** As deep as Python's configparser goes into values that name other values. */
const MAX_DEPTH = 10;

type Section = Map<string, string>;

/**
 * An INI file as Python's `configparser` reads and writes it, which is not what other INI readers
 * do: keys are lower-cased, sections are not trimmed, indented lines go on, `%(name)s` names other
 * values, and a section or key that comes twice is an error. Comments do not survive a rewrite.
 */
export class IniDocument {
  readonly #sections = new Map<string, Section>();
  readonly #defaults: Section = new Map();
  /** Comment lines, by what they stand before; those at the end stand before nothing. */
  readonly #comments = new Map<string, string[]>();

  /**
   * Reads the text of a file.
   *
   * @throws {ConfigFileError} naming `path` and the line, if Python would refuse the file too.
   */
  static parse(text: string, path?: string): IniDocument {
    const document = new IniDocument();
    new IniReader(document, path).read(text);
    for (const section of [document.#defaults, ...document.#sections.values()]) {
      // Empty lines belong to the value before them until a key or section follows.
      for (const [key, value] of section) section.set(key, value.replace(END, ""));
    }
    return document;
  }

  /** The section names, in the order of the file, without `DEFAULT`. */
  sections(): string[] {
    return [...this.#sections.keys()];
  }

  /** The own keys of a section, in the order of the file. */
  keys(section: string): string[] {
    return [...this.#sections.get(section)?.keys() ?? []];
  }

  /**
   * The value of a key, with `%%` and `%(name)s` replaced; values of `[DEFAULT]` show through into
   * every section that exists. `undefined` if there is none.
   *
   * @throws {SyntaxError} if the value has a `%` that means nothing.
   */
  get(section: string, key: string): string | undefined {
    const raw = this.getRaw(section, key);
    return raw === undefined ? undefined : this.#interpolate(section, key, raw, 1);
  }

  /** The value of a key as it stands in the file. */
  getRaw(section: string, key: string): string | undefined {
    const own = this.#sections.get(section);
    return own && (own.get(key.toLowerCase()) ?? this.#defaults.get(key.toLowerCase()));
  }

  /** Sets the value of a key to this very text: a `%` is written so that it is read as one. */
  set(section: string, key: string, value: string): void {
    this.open(section).set(key.toLowerCase(), value.replaceAll("%", "%%"));
  }

  /** Removes a key; its section stays. */
  delete(section: string, key: string): void {
    this.#sections.get(section)?.delete(key.toLowerCase());
  }

  /** The section's keys with their raw values, made if it does not exist. */
  open(section: string): Map<string, string> {
    if (section === DEFAULT) return this.#defaults;
    let keys = this.#sections.get(section);
    if (!keys) this.#sections.set(section, keys = new Map());
    return keys;
  }

  /** Puts comment lines before a section, one of its keys, or the end. */
  comment(lines: readonly string[], section?: string, key?: string): void {
    if (lines.length === 0) return;
    const place = placeOf(section, key);
    this.#comments.set(place, [...this.#comments.get(place) ?? [], ...lines]);
  }

  /** The text of the file, but for comments byte for byte as Python writes it. */
  toString(): string {
    const sections: [string, Section][] = [...this.#sections];
    if (this.#defaults.size > 0) sections.unshift([DEFAULT, this.#defaults]);
    const comments = (section?: string, key?: string) =>
      (this.#comments.get(placeOf(section, key)) ?? []).map((line) => `${line}\n`).join("");
    return sections.map(([name, keys]) => {
      const lines = [...keys].map(([key, value]) =>
        `${comments(name, key)}${key} = ${value.replaceAll("\n", "\n\t")}\n`
      );
      return `${comments(name)}[${name}]\n${lines.join("")}\n`;
    }).join("") + comments();
  }

  #interpolate(section: string, key: string, raw: string, depth: number): string {
    if (depth > MAX_DEPTH) {
      throw new SyntaxError(
        `Cannot read "${key}" of [${section}]: it names other values too deeply`,
      );
    }
    return raw.replaceAll(/%(%|\(([^)]+)\)s)?/g, (found, _rest, name?: string) => {
      if (found === "%%") return "%";
      const named = name === undefined ? undefined : this.getRaw(section, name);
      if (named === undefined) {
        const what = name === undefined ? "a lone %" : `%(${name})s, which is not there`;
        throw new SyntaxError(`Cannot read "${key}" of [${section}]: its value has ${what}`);
      }
      return this.#interpolate(section, name!, named, depth + 1);
    });
  }
}

function placeOf(section?: string, key?: string): string {
  return JSON.stringify([section, key]);
}

/** Takes a file apart, line by line. */
class IniReader {
  readonly #document: IniDocument;
  readonly #path: string | undefined;
  readonly #seen = new Set<string>();
  #name: string | undefined;
  #section: Section | undefined;
  #key: string | undefined;
  #indent = 0;
  #comments: string[] = [];

  constructor(document: IniDocument, path: string | undefined) {
    this.#document = document;
    this.#path = path;
  }

  read(text: string): void {
    for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
      const content = strip(line);
      if (/^[#;]/.test(content)) this.#comments.push(content);
      else if (content === "") this.#append("");
      else if (this.#key !== undefined && indentOf(line) > this.#indent) this.#append(content);
      else this.#begin(line, content, index + 1);
    }
    this.#document.comment(this.#comments);
  }

  #append(content: string): void {
    if (this.#key === undefined) return;
    this.#section!.set(this.#key, `${this.#section!.get(this.#key)}\n${content}`);
  }

  #begin(line: string, content: string, number: number): void {
    this.#indent = indentOf(line);
    const header = /^\[(.+)\]/s.exec(content)?.[1];
    if (header !== undefined) return this.#enter(header, number);
    if (!this.#section) throw this.#error("there is text before the first [section]", number);
    const at = content.search(/[=:]/);
    if (at < 0) throw this.#error(`"${content}" is not of the form key = value`, number);
    if (at === 0) throw this.#error("the name of a key is missing", number);
    const key = strip(content.slice(0, at)).toLowerCase();
    this.#once(
      `key ${this.#name}\n${key}`,
      `the key "${key}" comes twice in [${this.#name}]`,
      number,
    );
    this.#key = key;
    this.#section.set(key, strip(content.slice(at + 1)));
    this.#takeComments(key);
  }

  #enter(name: string, number: number): void {
    if (name !== DEFAULT) {
      this.#once(`section ${name}`, `the section [${name}] comes twice`, number);
    }
    this.#name = name;
    this.#section = this.#document.open(name);
    this.#key = undefined;
    this.#takeComments();
  }

  #takeComments(key?: string): void {
    this.#document.comment(this.#comments, this.#name, key);
    this.#comments = [];
  }

  #once(what: string, complaint: string, number: number): void {
    if (this.#seen.has(what)) throw this.#error(complaint, number);
    this.#seen.add(what);
  }

  #error(reason: string, line: number): ConfigFileError {
    return new ConfigFileError(reason, { path: this.#path, line });
  }
}

function indentOf(line: string): number {
  return line.length - line.replace(START, "").length;
}

function strip(text: string): string {
  return text.replace(START, "").replace(END, "");
}
