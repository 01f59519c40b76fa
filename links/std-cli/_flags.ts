/** What is known about options. */
export interface Rules {
  /** Whether an option takes no value. */
  isBoolean(key: string): boolean;
  /** Whether an option's value stays a text. */
  isString(key: string): boolean;
  /** Whether `--no-` negates an option. */
  isNegatable(key: string): boolean;
  /** Whether all options with two dashes take no value. */
  allBooleans: boolean;
}

/** An option found in an argument. */
interface Flag {
  key: string;
  value: string | boolean;
  negated?: boolean;
}

/** Options found in an argument. */
export interface Flags {
  /** The options, in order. */
  found: Flag[];
  /** Whether the next argument was the value of the last one. */
  tookNext: boolean;
}

/** Reads one argument that starts with a dash; `next` is the one after it. */
export function readFlags(arg: string, next: string | undefined, rules: Rules): Flags {
  return arg.startsWith("--") ? long(arg.slice(2), next, rules) : short(arg.slice(1), next, rules);
}

function long(text: string, next: string | undefined, rules: Rules): Flags {
  const [, key, given] = /^(.[^=]*)(?:=([^]*))?$/s.exec(text) as RegExpExecArray;
  if (given !== undefined) {
    const value = rules.isBoolean(key) ? given !== "false" : given;
    return { found: [{ key, value }], tookNext: false };
  }
  const negated = key.startsWith("no-") ? key.slice(3) : undefined;
  if (negated !== undefined && rules.isNegatable(negated)) {
    return { found: [{ key: negated, value: false, negated: true }], tookNext: false };
  }
  const takes = !rules.isBoolean(key) && !rules.allBooleans && !next?.startsWith("-");
  return withNext([], key, next, takes, rules);
}

function short(text: string, next: string | undefined, rules: Rules): Flags {
  const found: Flag[] = [];
  const letters = [...text];
  const last = letters.pop() as string;
  for (const [index, key] of letters.entries()) {
    const rest = text.slice(index + 1);
    const value = attached(key, rest);
    if (value !== undefined) {
      found.push({ key, value });
      if (rest !== "-") return { found, tookNext: false };
      continue;
    }
    found.push({ key, value: rules.isString(key) ? "" : true });
  }
  if (last === "-") return { found, tookNext: false };
  const takes = !rules.isBoolean(last) && !/^--?[^-]/.test(next ?? "");
  return withNext(found, last, next, takes, rules);
}

/** The value that follows a letter in the same argument, if what follows is one. */
function attached(letter: string, rest: string): string | undefined {
  if (rest === "-") return "-";
  if (rest === "=") return "";
  if (/[A-Za-z]/.test(letter)) {
    const given = /=(.+)/.exec(rest)?.[1];
    if (given !== undefined) return given;
    if (/-?\d+(\.\d*)?(e-?\d+)?$/.test(rest)) return rest;
  }
  return rest.length > 1 && /^\W/.test(rest) ? rest : undefined;
}

function withNext(
  found: Flag[],
  key: string,
  next: string | undefined,
  takes: boolean,
  rules: Rules,
): Flags {
  if (next && takes) return { found: [...found, { key, value: next }], tookNext: true };
  if (next === "true" || next === "false") {
    return { found: [...found, { key, value: next === "true" }], tookNext: true };
  }
  return { found: [...found, { key, value: rules.isString(key) ? "" : true }], tookNext: false };
}
