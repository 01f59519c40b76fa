/** How a text is written in YAML. */
export type ScalarStyle = "plain" | "single" | "double" | "literal";

/** What is read as something else than text, by YAML 1.1 readers or by those of 1.2. */
const NOT_TEXT = new RegExp(
  "^(?:" + [
    "|~|null|Null|NULL|<<|=",
    "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
    "[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|0o[0-7]+",
    "[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*",
    "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?\\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?",
    "[-+]?[0-9]+[eE][-+]?[0-9]+|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)",
    "\\d{4}-\\d\\d-\\d\\d",
    "\\d{4}-\\d\\d?-\\d\\d?(?:[Tt]|[ \\t]+)\\d\\d?:\\d\\d:\\d\\d(?:\\.\\d*)?" +
    "(?:[ \\t]*(?:Z|[-+]\\d\\d?(?::\\d\\d)?))?",
  ].join("|") + ")$",
);

/** Chooses the style that PyYAML would, which keeps ASCII output and prefers plain text. */
export function scalarStyle(text: string): ScalarStyle {
  const special = /[^\x20-\x7e\n]/.test(text) || / \n/.test(text);
  if (text.includes("\n")) return special || /[ ]$/.test(text) ? "double" : "literal";
  if (special) return "double";
  const plain = !NOT_TEXT.test(text) && !/^ | $/.test(text) && !/^(?:---|\.\.\.)/.test(text) &&
    !/^[#,[\]{}&*!|>'"%@`]/.test(text) && !/^[-?:](?: |$)/.test(text) && !/:(?: |$)| #/.test(text);
  return plain ? "plain" : "single";
}

const ESCAPES: Record<string, string> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\xa0": "_",
  "\u2028": "L",
  "\u2029": "P",
};

/** Writes one character (a code point) of a double-quoted text. */
export function escapeCharacter(character: string): string {
  const short = ESCAPES[character];
  if (short) return `\\${short}`;
  const code = character.codePointAt(0)!;
  if (code >= 0x20 && code <= 0x7e) return character;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
