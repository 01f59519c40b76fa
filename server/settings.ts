import {
  type Config,
  isSettingName,
  SETTING_NAMES,
  type SettingName,
  SETTINGS,
} from "@deadline/client/config";
import { TaskError } from "@deadline/client/task";
import type { Console } from "./console.ts";
import type { SettingValue } from "./contract.ts";
import { compact } from "./shapes/compact.ts";

/** What the console chooses in its own way, or must not choose while it runs. */
const NOT_HERE: ReadonlySet<SettingName> = new Set(
  [
    "defaults.aws_profile_name",
    "defaults.farm_id",
    "defaults.queue_id",
    "deadline-cloud-monitor.path",
    "telemetry.identifier",
  ] as const,
);

/** The settings of the workstation, as they hold for what is selected. */
export async function listSettings(console: Console, signal: AbortSignal): Promise<SettingValue[]> {
  const config = await console.selection.config(signal);
  return SETTING_NAMES.filter((name) => !NOT_HERE.has(name)).map((name) => describe(name, config));
}

/**
 * Saves one setting.
 *
 * @throws {TaskError} with status 400 if there is no such setting here, or the value is not allowed.
 */
export async function saveSetting(
  console: Console,
  name: string,
  value: string,
): Promise<SettingValue> {
  if (!isSettingName(name) || NOT_HERE.has(name) || typeof value !== "string") {
    throw new TaskError(`"${name}" is no setting that can be set here`, {
      code: "BadRequest",
      status: 400,
    });
  }
  try {
    return describe(name, await console.selection.save({ [name]: value }));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TaskError(error.message, { code: "BadRequest", status: 400, cause: error });
  }
}

function describe(name: SettingName, config: Config): SettingValue {
  const { description, default: preset, scope, choices } = SETTINGS[name];
  const origin = config.origin(name);
  return compact({
    name,
    value: config.get(name),
    default: preset,
    origin: origin === "option" ? "default" : origin,
    description,
    scope,
    choices: choices ? [...choices] : undefined,
  });
}
