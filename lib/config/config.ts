import { type Environment, readVariable } from "../session/environment.ts";
import type { SessionOptions } from "../session/session.ts";
import { reasonOf } from "./_reason_of.ts";
import { ConfigFileError } from "./config_file_error.ts";
import { configPath, expandHome } from "./config_path.ts";
import { IniDocument } from "./ini_document.ts";
import {
  parseBoolean,
  SETTING_NAMES,
  type SettingName,
  settingProblem,
  SETTINGS,
} from "./settings.ts";

/** Where the value of a setting comes from. */
export type SettingOrigin = "option" | "environment" | "file" | "default";

/** Settings and their text, for one call or one run of a program. */
export type SettingOverrides = { readonly [Name in SettingName]?: string | undefined };

/** Options for {@linkcode readConfig}. */
export interface ReadConfigOptions {
  /** The file; else `DEADLINE_CONFIG_FILE_PATH` or `~/.deadline/config`. */
  path?: string | undefined;
  /** Environment variables. @default {Deno.env} */
  env?: Environment | undefined;
  /** Values that hold instead of the file's. They are never written to it. */
  overrides?: SettingOverrides | undefined;
  /** Stops the reading. */
  signal?: AbortSignal | undefined;
}

/** Settings that an environment variable sets. */
const VARIABLES: { readonly [Name in SettingName]?: string } = {
  "settings.deadline_regions": "DEADLINE_CLOUD_REGIONS",
};

/**
 * The workstation's configuration at one moment. It does not change: what is asked with other
 * values, such as those of the command line, is asked of a copy ({@linkcode Config.with}).
 */
export class Config {
  /** The file it was read from. */
  readonly path: string;
  readonly #document: IniDocument;
  readonly #env: Environment;
  readonly #overrides: SettingOverrides;

  /** Makes it of a document; {@linkcode readConfig} reads the file. */
  constructor(
    path: string,
    document: IniDocument,
    env: Environment,
    overrides: SettingOverrides = {},
  ) {
    this.path = path;
    this.#document = document;
    this.#env = env;
    this.#overrides = overrides;
  }

  /** A copy in which these values hold instead; `undefined` ones change nothing. */
  with(overrides: SettingOverrides): Config {
    const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
    const all = { ...this.#overrides, ...Object.fromEntries(given) };
    return new Config(this.path, this.#document, this.#env, all);
  }

  /** The text of a setting. A bad value in the file counts as not set; see {@linkcode problem}. */
  get(name: SettingName): string {
    return this.#find(name).text;
  }

  /** A setting of kind `boolean`. */
  getBoolean(name: SettingName): boolean {
    return parseBoolean(this.get(name)) ?? parseBoolean(SETTINGS[name].default) ?? false;
  }

  /** A setting of kind `integer`. */
  getInteger(name: SettingName): number {
    return Number(this.get(name));
  }

  /** A setting of kind `list` (commas) or `pathList` (`:`, on Windows `;`), without empty items. */
  getList(name: SettingName): string[] {
    const separator = SETTINGS[name].kind === "list"
      ? ","
      : Deno.build.os === "windows"
      ? ";"
      : ":";
    const items = this.get(name).split(separator).map((item) => item.trim());
    return [...new Set(items.filter((item) => item !== ""))];
  }

  /** A setting of kind `path`, with a leading `~` replaced by the home directory. */
  getPath(name: SettingName): string {
    return expandHome(this.get(name), this.#env);
  }

  /** Where the value of a setting comes from. */
  origin(name: SettingName): SettingOrigin {
    return this.#find(name).origin;
  }

  /** What is wrong with the value in the file, if anything is. */
  problem(name: SettingName): string | undefined {
    return this.#find(name).problem;
  }

  /** What is wrong with values in the file, by setting; those values are not used. */
  problems(): { name: SettingName; problem: string }[] {
    return SETTING_NAMES.flatMap((name) => {
      const problem = this.problem(name);
      return problem === undefined ? [] : [{ name, problem }];
    });
  }

  /** The text that a setting has when it is not set. */
  defaultOf(name: SettingName): string {
    return this.#default(name).text;
  }

  /**
   * The section that holds a setting: the values it depends on, joined by spaces, then its group.
   * Values that are not set are kept as nothing, so that spaces may follow one another.
   */
  section(name: SettingName): string {
    const { scope } = SETTINGS[name];
    const group = name.slice(0, name.indexOf("."));
    if (scope === "global") return group;
    const parts = [`profile-${this.get("defaults.aws_profile_name")}`];
    if (scope !== "profile") parts.push(this.get("defaults.farm_id"));
    if (scope === "queue") parts.push(this.get("defaults.queue_id"));
    return [...parts, group].join(" ");
  }

  /** What {@linkcode createSession} needs to call as this configuration says. */
  sessionOptions(): SessionOptions {
    return {
      profile: this.get("defaults.aws_profile_name"),
      region: this.get("defaults.farm_region") || undefined,
      httpsProxy: this.get("settings.https_proxy") || undefined,
      caBundle: this.getPath("settings.ca_bundle") || undefined,
      env: this.#env,
    };
  }

  #find(name: SettingName): { text: string; origin: SettingOrigin; problem?: string } {
    const option = this.#overrides[name];
    if (option !== undefined) return { text: option, origin: "option" };
    const variable = VARIABLES[name] && readVariable(this.#env, VARIABLES[name]);
    if (variable) return { text: variable, origin: "environment" };
    try {
      const text = this.#document.get(this.section(name), keyOf(name));
      // An id that is none is shown as what it is, so that people see what to put right.
      const isKept = SETTINGS[name].kind === "id";
      if (text === undefined) return this.#default(name);
      const problem = isKept ? undefined : settingProblem(name, text);
      if (problem) return { ...this.#default(name), problem };
      return { text: isKept ? text : text.trim(), origin: "file" };
    } catch (error) {
      return { ...this.#default(name), problem: (error as Error).message };
    }
  }

  #default(name: SettingName): { text: string; origin: SettingOrigin } {
    const text = SETTINGS[name].default;
    // Only settings that depend on the profile name it, so this cannot go round in circles.
    const filled = text.includes("{aws_profile_name}")
      ? text.replace("{aws_profile_name}", () => this.get("defaults.aws_profile_name"))
      : text;
    return { text: filled, origin: "default" };
  }
}

/** The part of a setting's name after the first dot. */
export function keyOf(name: SettingName): string {
  return name.slice(name.indexOf(".") + 1);
}

/**
 * Reads the workstation's configuration; a missing file counts as an empty one.
 *
 * @throws {ConfigFileError} naming file, line and reason, if the file cannot be understood.
 * @throws The signal's reason, untouched, if it aborts.
 *
 * ```ts
 * import { readConfig } from "@deadline/client/config";
 *
 * const config = await readConfig();
 * console.log(config.get("defaults.farm_id"), config.origin("defaults.farm_id"));
 * ```
 */
export async function readConfig(options: ReadConfigOptions = {}): Promise<Config> {
  const { env = Deno.env, signal } = options;
  const path = options.path ?? configPath(env);
  return new Config(path, await readDocument(path, signal), env).with(options.overrides ?? {});
}

/** Reads the document of a configuration file. */
export async function readDocument(path: string, signal?: AbortSignal): Promise<IniDocument> {
  signal?.throwIfAborted();
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path, signal ? { signal } : {});
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new IniDocument();
    const reason = reasonOf(error);
    throw reason === undefined ? error : new ConfigFileError(reason, { path, cause: error });
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ConfigFileError("it is not UTF-8 text", { path, line: firstBadLine(bytes) });
  }
  if (text.startsWith("\ufeff")) {
    throw new ConfigFileError("it begins with a byte order mark; save it as UTF-8 without", {
      path,
      line: 1,
    });
  }
  return IniDocument.parse(text, path);
}

/** The line, counted from 1, that is not UTF-8. */
function firstBadLine(bytes: Uint8Array): number {
  const strict = new TextDecoder("utf-8", { fatal: true });
  for (let line = 1, at = 0; at < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, at);
    try {
      strict.decode(bytes.subarray(at, end < 0 ? undefined : end));
    } catch {
      return line;
    }
    if (end < 0) break;
    at = end + 1;
  }
  return 1;
}
