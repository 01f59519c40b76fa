import {
  type Config,
  isSettingName,
  SETTING_NAMES,
  SettingConflictError,
  type SettingName,
  type SettingOverrides,
  SETTINGS,
} from "@deadline/client/config";
import { TaskError } from "@deadline/client/task";
import type { Console } from "./console.ts";
import type { SettingChange, SettingValue } from "./contract.ts";
import { compact } from "./shapes/compact.ts";
import type { Selected } from "./selection.ts";

/** What the console chooses in its own way. */
const NOT_HERE: ReadonlySet<SettingName> = new Set(
  ["defaults.aws_profile_name", "defaults.farm_id", "defaults.queue_id"] as const,
);

/** Shown, not set here: a program that is started, and what other programs keep for themselves. */
const READ_ONLY: ReadonlySet<SettingName> = new Set(
  [
    "deadline-cloud-monitor.path",
    "telemetry.identifier",
    "defaults.job_id",
    "defaults.farm_region",
  ] as const,
);

/** Stands for the password of an address: that belongs on no page. */
const HIDDEN = "********";

/** The settings of the workstation, as they hold for the farm and queue that a page looks at. */
export async function listSettings(
  console: Console,
  signal: AbortSignal,
  place: Selected = {},
): Promise<SettingValue[]> {
  return describeAll(await console.selection.config(signal, place));
}

/**
 * Saves settings, all of them or none.
 *
 * @throws {TaskError} with status 400 if there is no such setting here or a value is not allowed, 409 if
 *   others have changed one meanwhile.
 */
export async function saveSettings(
  console: Console,
  changes: readonly SettingChange[],
  place: Selected = {},
): Promise<SettingValue[]> {
  const config = await console.selection.config(undefined, place);
  const [values, expected]: Record<string, string>[] = [{}, {}];
  if (!Array.isArray(changes) || changes.length === 0) throw refused("There is nothing to save");
  for (const { name, value, was } of changes) {
    if (!isSettingName(name) || NOT_HERE.has(name) || READ_ONLY.has(name)) {
      throw refused(`"${name}" is no setting that can be set here`);
    }
    if (typeof value !== "string") throw refused(`The value of "${name}" must be text`);
    const stored = config.get(name);
    values[name] = unhide(value, stored);
    if (was !== undefined) expected[name] = was === hide(name, stored) ? stored : was;
  }
  try {
    const saved = await console.selection.save(values as SettingOverrides, expected, place);
    await console.takeUpSettings();
    return describeAll(saved);
  } catch (error) {
    if (error instanceof RangeError) throw refused(error.message, error);
    if (!(error instanceof SettingConflictError)) throw error;
    throw new TaskError(error.message, {
      code: "SettingChanged",
      status: 409,
      hint: "Look at both values, then apply again",
      cause: error,
    });
  }
}

function refused(message: string, cause?: unknown): TaskError {
  return new TaskError(message, { code: "BadRequest", status: 400, cause });
}

function describeAll(config: Config): SettingValue[] {
  return SETTING_NAMES.filter((name) => !NOT_HERE.has(name)).map((name) => describe(name, config));
}

function describe(name: SettingName, config: Config): SettingValue {
  const { kind, description, scope, choices, min, max } = SETTINGS[name];
  const origin = config.origin(name);
  return compact({
    name,
    value: hide(name, config.get(name)),
    default: config.defaultOf(name),
    origin: origin === "option" ? "default" : origin,
    kind,
    description,
    scope,
    choices: choices ? [...choices] : undefined,
    min: kind === "integer" ? min ?? 0 : undefined,
    max,
    separator: kind !== "pathList" ? undefined : Deno.build.os === "windows" ? ";" : ":",
    problem: config.problem(name),
    readOnly: READ_ONLY.has(name) ? true : undefined,
  });
}

/** The value without the password of an address. */
function hide(name: SettingName, value: string): string {
  const url = SETTINGS[name].kind === "url" ? URL.parse(value) : null;
  if (!url?.password) return value;
  return value.replace(`:${passwordIn(value)}@`, `:${HIDDEN}@`);
}

/** The value with the password that was hidden from the page, if the page left it so. */
function unhide(value: string, stored: string): string {
  const password = passwordIn(stored);
  return password ? value.replace(`:${HIDDEN}@`, () => `:${password}@`) : value;
}

function passwordIn(address: string): string | undefined {
  return /^[a-z]+:\/\/[^/@:]*:([^/]*)@/i.exec(address)?.[1];
}
