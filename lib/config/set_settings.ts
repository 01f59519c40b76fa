import { dirname } from "@std/path";
import { Config, keyOf, readDocument } from "./config.ts";
import { configPath } from "./config_path.ts";
import { checkSetting, type SettingName, SETTINGS, type SettingScope } from "./settings.ts";
import type { ReadConfigOptions, SettingOverrides } from "./config.ts";

/** Settings are stored by what they depend on, so what others depend on is set first. */
const ORDER: readonly SettingScope[] = ["global", "profile", "farm", "queue"];

/** Writes of this process to a file wait for one another, so that none is lost. */
const writing = new Map<string, Promise<unknown>>();

/**
 * Sets some settings and leaves the rest of the file as it is: unknown keys and sections survive,
 * comments do not. The file is replaced in one step and readable by its owner only.
 *
 * `options.overrides` say for which profile, farm and queue the settings are set, if not for those
 * that the file names; they are not stored themselves.
 *
 * @throws {RangeError} telling what is allowed, if a value is not; nothing is written then.
 * @throws {ConfigFileError} if the file cannot be understood; it stays untouched.
 *
 * ```ts
 * import { setSettings } from "@deadline/client/config";
 *
 * await setSettings({ "defaults.farm_id": "farm-...", "defaults.queue_id": "queue-..." });
 * ```
 */
export async function setSettings(
  values: SettingOverrides,
  options: ReadConfigOptions = {},
): Promise<Config> {
  const { env = Deno.env, overrides = {}, signal } = options;
  const path = options.path ?? configPath(env);
  const names = (Object.keys(values) as SettingName[])
    .filter((name) => values[name] !== undefined)
    .sort((a, b) => ORDER.indexOf(SETTINGS[a].scope) - ORDER.indexOf(SETTINGS[b].scope));
  const checked = names.map((name) => [name, checkSetting(name, values[name]!)] as const);
  return await oneAtATime(path, async () => {
    const document = await readDocument(path, signal);
    const config = new Config(path, document, env, overrides);
    for (const [name, value] of checked) document.set(config.section(name), keyOf(name), value);
    signal?.throwIfAborted();
    await replaceFile(path, document.toString());
    return config;
  });
}

/** Sets one setting, as {@linkcode setSettings} does. */
export function setSetting(
  name: SettingName,
  value: string,
  options: ReadConfigOptions = {},
): Promise<Config> {
  return setSettings({ [name]: value }, options);
}

async function oneAtATime<T>(path: string, body: () => Promise<T>): Promise<T> {
  const before = writing.get(path);
  const run = (async () => {
    await before?.catch(() => {});
    return await body();
  })();
  writing.set(path, run);
  try {
    return await run;
  } finally {
    if (writing.get(path) === run) writing.delete(path);
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  // A file that is a link stays one: what it leads to is replaced.
  const target = await Deno.realPath(path).catch(() => path);
  await Deno.mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.${crypto.randomUUID()}`;
  try {
    await Deno.writeTextFile(temporary, text, { mode: 0o600, createNew: true });
    await Deno.rename(temporary, target);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}
