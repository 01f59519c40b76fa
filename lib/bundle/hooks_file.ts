import { resolve } from "@std/path";
import { isObject } from "../_is_object.ts";
import { inFile, readDocument } from "./read_bundle.ts";

/** When a hook runs: before a form opens, before a job is created, or after. */
export type HookMoment = "preGUI" | "preSubmission" | "postSubmission";

/** A program that runs on the workstation around a submission. */
export interface HookDefinition {
  /** The program: a path, a path in the bundle, or a name in `PATH`. */
  command: string;
  /** Its arguments; one that is a path in the bundle is given as an absolute path. */
  args?: string[];
  /**
   * Seconds that it may take.
   *
   * @default {60}
   */
  timeout?: number;
  /** Environment variables, besides those of this process. */
  env?: Record<string, string>;
}

/** The content of a `hooks` file. */
export interface HooksFile extends Partial<Record<HookMoment, HookDefinition[]>> {
  /** The version of the format. */
  version: "1.0";
}

/** All moments at which hooks run. */
const HOOK_MOMENTS: readonly HookMoment[] = ["preGUI", "preSubmission", "postSubmission"];

/**
 * Reads the `hooks.yaml` or `hooks.json` of a directory; `undefined` if it has none.
 *
 * @throws {BundleError} naming the file and what is wrong with it.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function readHooks(
  directory: string,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<HooksFile | undefined> {
  const folder = resolve(directory);
  const file = await readDocument(folder, "hooks", options.signal);
  if (!file) return undefined;
  if (file.content === null) return { version: "1.0" };
  return inFile(folder, file, readHooksFile);
}

function readHooksFile(content: unknown): HooksFile {
  if (!isObject(content)) throw new TypeError("it must be an object");
  const { version = "1.0" } = content;
  // Not in quotes, YAML reads the version as a number.
  if (version !== "1.0" && version !== 1) {
    throw new TypeError(`version "${version}" is not supported, only "1.0"`);
  }
  const hooks: HooksFile = { version: "1.0" };
  for (const moment of HOOK_MOMENTS) {
    const list = content[moment];
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list)) throw new TypeError(`"${moment}" must be a list`);
    hooks[moment] = list.map((each, index) => readHook(each, `${moment}[${index}]`));
  }
  return hooks;
}

function readHook(hook: unknown, at: string): HookDefinition {
  if (!isObject(hook)) throw new TypeError(`${at} must be an object`);
  const { command, args = [], timeout = 60, env = {} } = hook;
  if (typeof command !== "string" || command === "") {
    throw new TypeError(`${at} must have a command`);
  }
  if (!Array.isArray(args)) throw new TypeError(`${at}: "args" must be a list`);
  if (!Number.isInteger(timeout) || (timeout as number) <= 0) {
    throw new TypeError(`${at}: "timeout" must be a whole number of seconds above 0`);
  }
  if (!isObject(env)) throw new TypeError(`${at}: "env" must be an object`);
  return {
    command,
    args: args.map((each, index) => readWord(each, `${at}.args[${index}]`)),
    timeout: timeout as number,
    env: Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, readWord(value, `${at}.env.${name}`)]),
    ),
  };
}

function readWord(value: unknown, at: string): string {
  if (["string", "number", "boolean"].includes(typeof value)) return String(value);
  throw new TypeError(`${at} must be text`);
}
