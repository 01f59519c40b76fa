/**
 * The client for AWS Deadline Cloud: farms, queues, fleets, workers, jobs and their parts, as
 * functions that stop down to the socket when their signal aborts.
 *
 * Each takes its input and then options: `session` (who calls, and where), `signal`, `timeout` and
 * `region`. Lists are async iterables that arrive page by page. A failed call throws a
 * {@linkcode DeadlineError}; an aborted one rejects with its signal's reason.
 *
 * ```ts
 * import { createSession, listFarms } from "@deadline/client";
 *
 * await using session = createSession({ region: "us-west-2" });
 * for await (const farm of listFarms({}, { session })) console.log(farm.displayName);
 * ```
 *
 * @module
 */
export * from "./api/mod.ts";
export {
  Config,
  ConfigFileError,
  configPath,
  readConfig,
  type ReadConfigOptions,
  setSetting,
  setSettings,
  type SettingName,
  type SettingOrigin,
  type SettingOverrides,
} from "./config/mod.ts";
export * from "./bundle/mod.ts";
export * from "./errors/mod.ts";
export * from "./session/mod.ts";
