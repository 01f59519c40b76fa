/**
 * The configuration of the workstation, in the file that the Python client uses too.
 *
 * @module
 */
export {
  Config,
  readConfig,
  type ReadConfigOptions,
  type SettingOrigin,
  type SettingOverrides,
} from "./config.ts";
export { ConfigFileError } from "./config_file_error.ts";
export { cacheDirectory } from "./cache_directory.ts";
export { configPath } from "./config_path.ts";
export { IniDocument } from "./ini_document.ts";
export { SettingConflictError } from "./setting_conflict_error.ts";
export { setSetting, setSettings, type SetSettingsOptions } from "./set_settings.ts";
export {
  checkSetting,
  isSettingName,
  SETTING_NAMES,
  type SettingDefinition,
  type SettingKind,
  type SettingName,
  SETTINGS,
  type SettingScope,
} from "./settings.ts";
export { type ConfigChange, watchConfig, type WatchConfigOptions } from "./watch_config.ts";
export type {
  Credentials,
  CredentialsOptions,
  CredentialsProvider,
  Endpoints,
  Environment,
  ServiceName,
  SessionOptions,
} from "../session/mod.ts";
