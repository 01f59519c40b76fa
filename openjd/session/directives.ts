/** Something that a program asks for by printing a line that begins with `openjd_`. */
export type Directive =
  | { kind: "progress"; percent: number }
  | { kind: "status"; message: string }
  | { kind: "fail"; message: string }
  | { kind: "env"; name: string; value: string; redacted: boolean }
  | { kind: "unset_env"; name: string }
  | {
    kind: "malformed";
    /** What is wrong. */
    reason: string;
    /** Whether the environment that is being entered must fail for it. */
    fatal: boolean;
  };

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Reads a line that a program printed; gives `undefined` for what is no directive.
 *
 * A directive begins the line and has `: ` after its name. Lines that come near to setting a
 * variable but are not quite right are reported as malformed, since the variable would be missed.
 */
export function parseDirective(line: string): Directive | undefined {
  if (!line.includes("openjd_")) return undefined;
  const match = /^openjd_(progress|status|fail|env|redacted_env|unset_env): (.*)$/s.exec(line);
  if (!match) {
    const near = /^\s*openjd_(env|redacted_env|unset_env):/.exec(line);
    return near
      ? malformed(`openjd_${near[1]} must begin the line and be followed by ": "`, true)
      : undefined;
  }
  const [, kind, rest] = match;
  switch (kind) {
    case "progress":
      return parseProgress(rest);
    case "status":
    case "fail":
      return { kind, message: rest };
    case "unset_env":
      return NAME.test(rest)
        ? { kind, name: rest }
        : malformed(`"${rest}" is not the name of a variable`, true);
    default:
      return parseAssignment(rest, kind === "redacted_env");
  }
}

function parseProgress(rest: string): Directive {
  const percent = rest.trim() === "" ? NaN : Number(rest);
  return percent >= 0 && percent <= 100
    ? { kind: "progress", percent }
    : malformed("progress must be a number from 0 to 100", false);
}

/** Reads `NAME=value`; in double quotes it is a JSON string, so that a value can have line breaks. */
function parseAssignment(rest: string, redacted: boolean): Directive {
  let assignment = rest;
  if (rest.startsWith('"')) {
    try {
      assignment = String(JSON.parse(rest));
    } catch {
      return malformed("text in double quotes must be a JSON string", false);
    }
  }
  const equals = assignment.indexOf("=");
  const name = assignment.slice(0, equals);
  if (equals < 0 || !NAME.test(name)) {
    return malformed("must be of the form NAME=value", true);
  }
  return { kind: "env", name, value: assignment.slice(equals + 1), redacted };
}

function malformed(reason: string, fatal: boolean): Directive {
  return { kind: "malformed", reason, fatal };
}
