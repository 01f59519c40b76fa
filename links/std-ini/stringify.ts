/** Turns a value into the text to write. */
export type ReplacerFunction = (
  key: string,
  // deno-lint-ignore no-explicit-any
  value: any,
  section?: string,
) => string;

/** Options for {@linkcode stringify}. */
export interface StringifyOptions {
  /**
   * What ends a line.
   *
   * @default {"\n"}
   */
  lineBreak?: "\n" | "\r\n" | "\r";
  /**
   * Whether spaces surround the equals sign.
   *
   * @default {false}
   */
  pretty?: boolean;
  /** Called for each key with its value; what it returns is written. */
  replacer?: ReplacerFunction;
}

/** Writes an object as INI text: plain values first, then a section for each object in it. */
export function stringify(object: object, options: StringifyOptions = {}): string {
  const { lineBreak = "\n", pretty = false, replacer = (_key, value) => `${value}` } = options;
  const equals = pretty ? " = " : "=";
  const keys: string[] = [];
  const sections: string[] = [];
  for (const [name, value] of Object.entries(object)) {
    if (!isSection(value)) {
      keys.push(`${name}${equals}${replacer(name, value)}`);
      continue;
    }
    sections.push(`[${name}]`);
    for (const [key, item] of Object.entries(value)) {
      sections.push(`${key}${equals}${replacer(key, item, name)}`);
    }
  }
  return [...keys, ...sections].join(lineBreak);
}

function isSection(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Object]";
}
