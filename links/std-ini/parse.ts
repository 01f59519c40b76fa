/** Turns a value as read into the one to keep. */
export type ReviverFunction = (
  key: string,
  value: string | number | boolean | null,
  section?: string,
) => unknown;

/** Options for {@linkcode parse}. */
export interface ParseOptions {
  /** Called for each key with what was read; what it returns is kept. */
  reviver?: ReviverFunction;
}

/** Starts of a line that is a comment. */
const COMMENT = /^(?:#|;|\/\/)/;

/**
 * Reads INI text into an object: keys before the first section, and an object for each section.
 *
 * Lines are trimmed. `null`, `true`, `false` and numbers become values, text in double quotes loses the quotes. A
 * section that comes twice starts afresh; a key that comes twice keeps its last value.
 *
 * @throws {SyntaxError} When a line is neither comment, section nor `key = value`; the message names the line.
 */
export function parse<T extends object>(text: string, options: ParseOptions = {}): T {
  if (typeof text !== "string") {
    throw new SyntaxError(`Unexpected token ${text} in INI at line 0`);
  }
  const root = {};
  let target = root;
  let section: string | undefined;
  for (const [index, raw] of text.split(/\r\n|\n|\r/).entries()) {
    const line = raw.trim();
    const at = `at line ${index + 1}`;
    if (line === "" || COMMENT.test(line)) continue;
    if (line.startsWith("[")) {
      section = sectionName(line, at);
      target = {};
      define(root, section, target);
      continue;
    }
    const equals = line.indexOf("=");
    if (equals < 0) throw new SyntaxError(`Unexpected token ${line[0]} in INI ${at}`);
    const key = line.slice(0, equals).trimEnd();
    if (key === "") throw new SyntaxError(`Unexpected empty key name ${at}`);
    const value = literal(line.slice(equals + 1).trimStart());
    define(target, key, options.reviver ? options.reviver(key, value, section) : value);
  }
  return root as T;
}

function sectionName(line: string, at: string): string {
  if (!line.endsWith("]")) throw new SyntaxError(`Unexpected end of INI section ${at}`);
  const name = line.slice(1, -1);
  if (name.trim() === "") throw new SyntaxError(`Unexpected empty section name ${at}`);
  return name;
}

function literal(text: string): string | number | boolean | null {
  if (text === "null") return null;
  if (text === "true") return true;
  if (text === "false") return false;
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) return text.slice(1, -1);
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** Sets an own key whatever its name is, `__proto__` included. */
function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
