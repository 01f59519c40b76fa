import { isSettingName, SETTING_NAMES, type SettingName } from "../config/settings.ts";
import { UsageError } from "./errors.ts";
import { suggest } from "./suggest.ts";

/** The setting of this name. */
export function settingName(word: string): SettingName {
  if (isSettingName(word)) return word;
  // The group is easily left out.
  const near = SETTING_NAMES.find((name) => name.endsWith(`.${word}`)) ??
    suggest(word, SETTING_NAMES);
  const hint = near ? `Did you mean '${near}'?` : "See 'deadline config show' for all settings.";
  throw new UsageError(`There is no setting '${word}'.`, hint);
}
