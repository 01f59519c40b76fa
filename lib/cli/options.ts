import { UsageError } from "./errors.ts";
import { suggest } from "./suggest.ts";

/** One option of a command. */
export interface OptionDefinition {
  /** Its name, without the dashes. */
  name: string;
  /** Its one-letter name. */
  short?: string;
  /** What stands for its value in the help; without it, the option is a flag. */
  value?: string;
  /** What its value must be; text, unless given. */
  type?: "integer" | "seconds";
  /** The smallest number that it may be. */
  min?: number;
  /** What its value may be, in any case. */
  choices?: readonly string[];
  /** Whether it may be given several times. */
  repeat?: boolean;
  /** Whether it must be given. */
  required?: boolean;
  /** What holds if it is not given, for the help. */
  default?: string;
  /** What it is for. */
  description: string;
}

/** One positional argument of a command. */
export interface ArgumentDefinition {
  /** Its name in the help. */
  name: string;
  /** Whether it may be left out. */
  optional?: boolean;
}

/** What was given on the command line, checked. */
export class Arguments {
  readonly #values: ReadonlyMap<string, readonly string[]>;
  /** The positional arguments. */
  readonly positional: readonly string[];

  /** Makes them of what the parser found. */
  constructor(values: ReadonlyMap<string, readonly string[]>, positional: readonly string[]) {
    this.#values = values;
    this.positional = positional;
  }

  /** The text of an option, or `undefined` if it was not given. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** The text of an option that must be given. */
  required(name: string): string {
    return this.text(name)!;
  }

  /** The number of an option. */
  number(name: string): number | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : Number(text);
  }

  /** All texts of an option that may be given several times. */
  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  /** Whether a flag was given. */
  flag(name: string): boolean {
    return this.#values.has(name);
  }
}

/**
 * Reads the words of a command line.
 *
 * @throws {UsageError} naming what is not understood, and what may have been meant.
 */
export function parseArguments(
  words: readonly string[],
  options: readonly OptionDefinition[],
  positionals: readonly ArgumentDefinition[],
): Arguments {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  const queue = [...words];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === "--") {
      rest.push(...queue.splice(0));
    } else if (!word.startsWith("-") || word === "-" || isNegative(word, positionals)) {
      rest.push(word);
    } else {
      const [name, inline] = splitWord(word);
      const option = findOption(name, options);
      const value = option.value === undefined ? flagOf(option, inline) : inline ?? queue.shift();
      if (value === undefined) throw new UsageError(`Option '${name}' requires an argument.`);
      const checked = checkValue(option, value);
      values.set(option.name, [...(option.repeat && values.get(option.name) || []), checked]);
    }
  }
  const missing = options.find((option) => option.required && !values.has(option.name));
  if (missing) throw new UsageError(`Missing option '--${missing.name}'.`);
  const absent = positionals.filter((each) => !each.optional)[rest.length];
  if (absent) throw new UsageError(`Missing argument '${absent.name}'.`);
  if (rest.length > positionals.length) {
    throw new UsageError(`Got unexpected extra argument (${rest[positionals.length]})`);
  }
  return new Arguments(values, rest);
}

/** Whether a word is a number below zero where values are expected: no option is named so. */
function isNegative(word: string, positionals: readonly ArgumentDefinition[]): boolean {
  return positionals.length > 0 && /^-\d+(\.\d+)?$/.test(word);
}

/** Splits `--name=value`, `-n=value` and `-nvalue`. */
function splitWord(word: string): [name: string, inline: string | undefined] {
  const long = /^(--[^=]+)=(.*)$/s.exec(word);
  if (long) return [long[1], long[2]];
  if (word.startsWith("--") || word.length === 2) return [word, undefined];
  return [word.slice(0, 2), word.slice(2).replace(/^=/, "")];
}

function findOption(name: string, options: readonly OptionDefinition[]): OptionDefinition {
  const found = options.find((option) =>
    `--${option.name}` === name || `-${option.short}` === name
  );
  if (found) return found;
  const near = suggest(name, options.map((option) => `--${option.name}`));
  throw new UsageError(`No such option: ${name}`, near && `Did you mean ${near}?`);
}

function flagOf(option: OptionDefinition, inline: string | undefined): string {
  if (inline === undefined) return "";
  throw new UsageError(`Option '--${option.name}' does not take a value.`);
}

function checkValue({ name, type, min, choices }: OptionDefinition, value: string): string {
  const refuse = (reason: string) =>
    new UsageError(`Invalid value for '--${name}': '${value}' ${reason}`);
  if (type === "integer" && !/^-?\d+$/.test(value)) throw refuse("is not a valid integer.");
  if (type === "seconds" && !(/^\d*\.?\d+$/.test(value) && Number.isFinite(Number(value)))) {
    throw refuse("is not a number of seconds.");
  }
  if (min !== undefined && Number(value) < min) throw refuse(`is less than ${min}.`);
  if (!choices) return value;
  const choice = choices.find((each) => each.toLowerCase() === value.toLowerCase());
  if (choice === undefined) throw refuse(`is not one of ${choices.join(", ")}.`);
  return choice;
}
