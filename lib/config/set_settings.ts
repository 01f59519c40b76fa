import { withLockedFile } from "./_lock_file.ts";
import { reasonOf } from "./_reason_of.ts";
import { fileVersion, followLinks, replaceFile } from "./_replace_file.ts";
import { Config, keyOf, readDocument } from "./config.ts";
import { configPath } from "./config_path.ts";
import { SettingConflictError } from "./setting_conflict_error.ts";
import { checkSetting, type SettingName, SETTINGS, type SettingScope } from "./settings.ts";
import type { ReadConfigOptions, SettingOverrides } from "./config.ts";

/** Options for {@linkcode setSettings}. */
export interface SetSettingsOptions extends ReadConfigOptions {
  /** What settings must be for anything to be written: what the person saw who changes them. */
  expected?: SettingOverrides | undefined;
}

/** Settings are stored by what they depend on, so what others depend on is set first. */
const ORDER: readonly SettingScope[] = ["global", "profile", "farm", "queue"];

/**
 * Sets some settings and leaves the rest of the file as it is: unknown keys and sections and comment
 * lines survive, blank lines do not. The file is replaced in one step and readable by its owner only.
 * Nothing is lost when several processes do so at once; a program that knows nothing of the lock,
 * such as the Python client, may still overwrite what was written while it was about to write.
 *
 * `options.overrides` say for which profile, farm and queue the settings are set, if not for those
 * that the file names; they are not stored themselves.
 *
 * @throws {RangeError} telling what is allowed, if a value is not; nothing is written then.
 * @throws {SettingConflictError} if a setting is not what `expected` says; nothing is written then.
 * @throws {ConfigFileError} if the file cannot be understood; it stays untouched.
 * @throws {Error} naming file and reason, if it is read-only or cannot be written.
 *
 * ```ts
 * import { setSettings } from "@deadline/client/config";
 *
 * await setSettings({ "defaults.farm_id": "farm-...", "defaults.queue_id": "queue-..." });
 * ```
 */
export async function setSettings(
  values: SettingOverrides,
  options: SetSettingsOptions = {},
): Promise<Config> {
  const { env = Deno.env, overrides = {}, expected = {}, signal } = options;
  const path = options.path ?? configPath(env);
  const names = (Object.keys(values) as SettingName[])
    .filter((name) => values[name] !== undefined)
    .sort((a, b) => ORDER.indexOf(SETTINGS[a].scope) - ORDER.indexOf(SETTINGS[b].scope));
  const checked = names.map((name) => [name, checkSetting(name, values[name]!)] as const);
  const target = await followLinks(path);
  try {
    await refuseReadOnly(target);
    return await change();
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    throw new Error(`Cannot write the configuration in ${path}: ${reason}`, { cause: error });
  }

  function change(): Promise<Config> {
    return withLockedFile(target, async () => {
      while (true) {
        const version = await fileVersion(target);
        const document = await readDocument(path, signal);
        const config = new Config(path, document, env, overrides);
        for (const [name, value] of Object.entries(expected) as [SettingName, string][]) {
          const found = config.get(name);
          if (found !== value) throw new SettingConflictError(name, found);
        }
        for (const [name, value] of checked) document.set(config.section(name), keyOf(name), value);
        signal?.throwIfAborted();
        // Others may have written meanwhile without asking for the lock.
        if (await replaceFile(target, document.toString(), version)) return config;
      }
    }, { signal });
  }
}

/** Somebody has taken the right to write away, though a new file could be put in its place. */
async function refuseReadOnly(path: string): Promise<void> {
  const mode = (await Deno.stat(path).catch(() => undefined))?.mode ?? 0o200;
  if ((mode & 0o222) === 0) {
    throw new Error(
      `Cannot write the configuration in ${path}: it is read-only; allow it with chmod u+w`,
    );
  }
}

/** Sets one setting, as {@linkcode setSettings} does. */
export function setSetting(
  name: SettingName,
  value: string,
  options: ReadConfigOptions = {},
): Promise<Config> {
  return setSettings({ [name]: value }, options);
}
