/**
 * Reads command lines, with the names and behaviour of `jsr:@std/cli/parse-args`.
 *
 * @module
 */

import { fill, hasOption, type Nested, setOption } from "./_nested.ts";
import { readFlags } from "./_flags.ts";
import type { Aliases, Names, Values } from "./_types.ts";

/** What {@linkcode parseArgs} returns. */
export type Args<
  // deno-lint-ignore no-explicit-any
  TArgs extends Record<string, unknown> = Record<string, any>,
  TDoubleDash extends boolean | undefined = undefined,
> =
  & { [Key in keyof TArgs]: TArgs[Key] }
  & {
    /** The arguments that are no options, nor values of options. */
    _: Array<string | number>;
  }
  & (true extends TDoubleDash ? {
      /** The arguments after `--`. */
      "--": Array<string>;
    }
    : Record<never, never>);

/** Options for {@linkcode parseArgs}. */
export interface ParseOptions<
  TBooleans extends boolean | Names = boolean | Names,
  TStrings extends Names = Names,
  TCollectable extends Names = Names,
  TNegatable extends Names = Names,
  TDefault extends Record<string, unknown> | undefined = Record<string, unknown> | undefined,
  TAliases extends Aliases | undefined = Aliases | undefined,
  TDoubleDash extends boolean | undefined = boolean | undefined,
> {
  /** Whether what follows `--` gets an entry of its own, instead of being added to `_`. */
  "--"?: TDoubleDash;
  /** Other names for options. */
  alias?: TAliases;
  /** Options that take no value, and are false when left out; `true` means all with two dashes. */
  boolean?: TBooleans | ReadonlyArray<Extract<TBooleans, string>>;
  /** Values of options that are left out. */
  default?: TDefault & Record<string, unknown>;
  /** Whether all that follows the first argument that is no option goes to `_`. */
  stopEarly?: boolean;
  /** Options whose value stays a text even if it looks like a number. */
  string?: TStrings | ReadonlyArray<Extract<TStrings, string>>;
  /** Options that may come more than once, and become arrays. */
  collect?: TCollectable | ReadonlyArray<Extract<TCollectable, string>>;
  /** Options that `--no-` in front of their name makes false. */
  negatable?: TNegatable | ReadonlyArray<Extract<TNegatable, string>>;
  /** Called for what no other option names; it is left out when this returns false. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/**
 * Reads a command line into an object.
 *
 * `--key=value`, `--key value`, `-k value`, `-abc` and dotted names are understood; values that look like numbers
 * become numbers unless the option is a string.
 *
 * ```ts
 * import { parseArgs } from "@std/cli/parse-args";
 *
 * const args = parseArgs(["--port", "80", "--quiet", "in"], { boolean: ["quiet"] });
 * // { _: ["in"], port: 80, quiet: true }
 * ```
 */
export function parseArgs<
  TArgs extends Values<TBooleans, TStrings, TCollectable, TNegatable, TDefaults, TAliases>,
  TDoubleDash extends boolean | undefined = undefined,
  TBooleans extends boolean | Names = undefined,
  TStrings extends Names = undefined,
  TCollectable extends Names = undefined,
  TNegatable extends Names = undefined,
  TDefaults extends Record<string, unknown> | undefined = undefined,
  TAliases extends Aliases<TAliasArgNames, TAliasNames> | undefined = undefined,
  TAliasArgNames extends string = string,
  TAliasNames extends string = string,
>(
  args: readonly string[],
  options: ParseOptions<
    TBooleans,
    TStrings,
    TCollectable,
    TNegatable,
    TDefaults,
    TAliases,
    TDoubleDash
  > = {},
): Args<TArgs, TDoubleDash> {
  const { stopEarly = false, unknown = () => true } = options;
  const aliases = aliasMap(options.alias as Record<string, string | readonly string[]> | undefined);
  const named = (names: unknown) => withAliases(names, aliases);
  const booleans = named(options.boolean);
  const strings = named(options.string);
  const collected = named(options.collect);
  const negatable = named(options.negatable);
  const allBooleans = options.boolean === true;

  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  const after = end < 0 ? [] : args.slice(end + 1);
  const result: Nested & { _: Array<string | number> } = { _: [] };

  for (let i = 0; i < before.length; i++) {
    const arg = before[i];
    if (!/^--?[^]*[^-][^]*$|^---+$/.test(arg) || arg === "-") {
      if (unknown(arg) !== false) {
        result._.push(strings.has("_") ? arg : toNumber(arg));
      }
      if (!stopEarly) continue;
      result._.push(...before.slice(i + 1));
      break;
    }
    const flags = readFlags(arg, before[i + 1], {
      isBoolean: (key) => booleans.has(key),
      isString: (key) => strings.has(key),
      isNegatable: (key) => negatable.has(key),
      allBooleans,
    });
    if (flags.tookNext) i++;
    for (const { key, value, negated } of flags.found) store(key, value, arg, !negated);
  }

  for (const [key, value] of Object.entries(options.default ?? {})) {
    if (hasOption(result, key)) continue;
    for (const name of [key, ...aliases.get(key) ?? []]) setOption(result, name, value, false);
  }
  for (const key of booleans) fill(result, key, collected.has(key) ? [] : false);
  for (const key of strings) if (collected.has(key)) fill(result, key, []);
  if (options["--"]) result["--"] = after;
  else result._.push(...after);
  return result as unknown as Args<TArgs, TDoubleDash>;

  function store(key: string, text: string | boolean, arg: string, collect: boolean): void {
    const known = booleans.has(key) || strings.has(key) || collected.has(key) || aliases.has(key) ||
      (allBooleans && /^--[^=]+$/.test(arg));
    if (!known && unknown(arg, key, text) === false) return;
    const value = typeof text === "string" && !strings.has(key) ? toNumber(text) : text;
    for (const name of [key, ...aliases.get(key) ?? []]) {
      setOption(result, name, value, collect && collected.has(key));
    }
  }
}

/** For each name, the other names of the same option. */
function aliasMap(
  alias: Record<string, string | readonly string[]> | undefined,
): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const [key, value] of Object.entries(alias ?? {})) {
    if (value === undefined) throw new TypeError("Alias value must be defined");
    const names = [key, ...[value].flat()];
    for (const name of names) map.set(name, names.filter((it) => it !== name));
  }
  return map;
}

function withAliases(names: unknown, aliases: Map<string, string[]>): Set<string> {
  const list = [names].flat().filter((it): it is string => typeof it === "string" && it !== "");
  return new Set(list.flatMap((name) => [name, ...aliases.get(name) ?? []]));
}

/** A number if that is what the text is, the text itself otherwise. */
function toNumber(text: string): string | number {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
