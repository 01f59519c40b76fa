import type { SettingName } from "./settings.ts";

/** Thrown when a setting is not any more what it was expected to be; nothing was written. */
export class SettingConflictError extends Error {
  /** The setting. */
  readonly setting: SettingName;
  /** What it is now. */
  readonly found: string;

  /** Makes the error. */
  constructor(setting: SettingName, found: string) {
    super(`Cannot set "${setting}": somebody else has changed it meanwhile`);
    this.name = "SettingConflictError";
    this.setting = setting;
    this.found = found;
  }
}
