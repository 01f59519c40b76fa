/** A piece of a log line with one look. */
export interface AnsiSpan {
  text: string;
  /** Class names: `ansi-1` (red) to `ansi-15`, `ansi-bold`, `ansi-dim`; empty for plain text. */
  look: string;
}

// Control sequences, and operating system commands (window titles, links) up to their end.
// deno-lint-ignore no-control-regex
const SEQUENCE = /\x1b\[([0-9;:]*)([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_]/g;
// What is left of control characters, and the marks that turn the direction of text.
// deno-lint-ignore no-control-regex
const INVISIBLE = /[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]/g;

interface Look {
  color: number | undefined;
  bold: boolean;
  dim: boolean;
}

/**
 * Splits a log line at its ANSI colours. Everything else that a terminal would obey is dropped: the
 * result is text to show, and nothing in it acts.
 */
export function parseAnsi(line: string): AnsiSpan[] {
  const spans: AnsiSpan[] = [];
  const look: Look = { color: undefined, bold: false, dim: false };
  let at = 0;
  const push = (end: number) => {
    const text = line.slice(at, end).replace(INVISIBLE, "");
    if (text === "") return;
    const shown = classesOf(look);
    const last = spans.at(-1);
    if (last?.look === shown) last.text += text;
    else spans.push({ text, look: shown });
  };
  for (const match of line.matchAll(SEQUENCE)) {
    push(match.index);
    at = match.index + match[0].length;
    if (match[2] === "m") applyCodes(look, match[1]);
  }
  push(line.length);
  return spans;
}

/** The text of a line without any ANSI sequence: what search and copy work on. */
export function stripAnsi(line: string): string {
  return line.replace(SEQUENCE, "").replace(INVISIBLE, "");
}

function applyCodes(look: Look, text: string): void {
  const codes = text.split(/[;:]/).map(Number);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) Object.assign(look, { color: undefined, bold: false, dim: false });
    else if (code === 1) look.bold = true;
    else if (code === 2) look.dim = true;
    else if (code === 22) look.bold = look.dim = false;
    else if (code >= 30 && code <= 37) look.color = code - 30;
    else if (code >= 90 && code <= 97) look.color = code - 82;
    else if (code === 39) look.color = undefined;
    else if (code === 38 || code === 48) {
      // 256 colours and true colour: the first 16 are ours, others keep the text's own colour.
      const indexed = codes[i + 1] === 5;
      if (code === 38) look.color = indexed && codes[i + 2] < 16 ? codes[i + 2] : undefined;
      i += indexed ? 2 : 4;
    }
  }
}

function classesOf({ color, bold, dim }: Look): string {
  const classes = [];
  if (color !== undefined) classes.push(`ansi-${color}`);
  if (bold) classes.push("ansi-bold");
  if (dim) classes.push("ansi-dim");
  return classes.join(" ");
}
