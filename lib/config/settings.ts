/** How the text of a setting is understood. */
export type SettingKind =
  | "text"
  | "path"
  | "boolean"
  | "integer"
  | "choice"
  | "list"
  | "url"
  | "pathList"
  | "locale"
  | "id";

/** What a setting depends on: it has a value of its own for each profile, farm or queue. */
export type SettingScope = "global" | "profile" | "farm" | "queue";

/** What is known of a setting. */
export interface SettingDefinition {
  /** How its text is understood. */
  kind: SettingKind;
  /** Its text when it is not set. */
  default: string;
  /** What it depends on. */
  scope: SettingScope;
  /** What may be chosen, for kind `choice`; what is known, for kind `locale`. */
  choices?: readonly string[];
  /** The smallest value, for kind `integer`. */
  min?: number;
  /** The greatest value, for kind `integer`. */
  max?: number;
  /** What it is for, in a sentence. */
  description: string;
}

/** The name of a setting: its group, a dot, its key. */
export type SettingName =
  | "deadline-cloud-monitor.path"
  | "defaults.aws_profile_name"
  | "settings.job_history_dir"
  | "settings.job_bundle_default_directory"
  | "defaults.farm_id"
  | "defaults.farm_region"
  | "defaults.queue_id"
  | "settings.storage_profile_id"
  | "defaults.job_attachments_file_system"
  | "defaults.job_id"
  | "settings.auto_accept"
  | "settings.conflict_resolution"
  | "settings.log_level"
  | "settings.deadline_regions"
  | "settings.s3_max_pool_connections"
  | "settings.small_file_threshold_multiplier"
  | "settings.known_asset_paths"
  | "settings.locale"
  | "settings.force_s3_check"
  | "settings.allow_bundle_hooks"
  | "settings.allow_environment_hooks"
  | "settings.submitter_update_notification"
  | "settings.max_retries_per_task"
  | "settings.max_failed_tasks_count"
  | "settings.https_proxy"
  | "settings.ca_bundle"
  | "telemetry.opt_out"
  | "telemetry.identifier";

/** The greatest limit of tasks and retries that the service takes. */
const MOST = 2_147_483_647;

/** The languages that the Python client's dialogs speak, besides that of the system. */
const LOCALES = [
  "de_DE",
  "en_US",
  "es_ES",
  "fr_FR",
  "id_ID",
  "it_IT",
  "ja_JP",
  "ko_KR",
  "pt_BR",
  "tr_TR",
  "zh_CN",
  "zh_TW",
];

/** How much may be told, from little to much. */
export const LOG_LEVELS: readonly string[] = ["ERROR", "WARNING", "INFO", "DEBUG"];

const global = (kind: SettingKind, value: string, description: string): SettingDefinition => ({
  kind,
  default: value,
  scope: "global",
  description,
});

/** All settings of the workstation, in the order in which they are shown. */
export const SETTINGS: Readonly<Record<SettingName, SettingDefinition>> = {
  "deadline-cloud-monitor.path": global("path", "", "The Deadline Cloud monitor program"),
  "defaults.aws_profile_name": global("text", "(default)", "The AWS profile to call with"),
  "settings.job_history_dir": {
    kind: "path",
    default: "~/.deadline/job_history/{aws_profile_name}",
    scope: "profile",
    description: "The folder that keeps a copy of every job bundle submitted",
  },
  "settings.job_bundle_default_directory": {
    kind: "path",
    default: "",
    scope: "profile",
    description: "The folder in which choosing a job bundle begins",
  },
  "defaults.farm_id": {
    kind: "id",
    default: "",
    scope: "profile",
    description: "The farm to work with",
  },
  "defaults.farm_region": {
    kind: "text",
    default: "",
    scope: "farm",
    description: "The AWS region that the farm is in",
  },
  "defaults.queue_id": {
    kind: "id",
    default: "",
    scope: "farm",
    description: "The queue to work with",
  },
  "settings.storage_profile_id": {
    kind: "id",
    default: "",
    scope: "farm",
    description: "The storage profile that describes this workstation",
  },
  "defaults.job_attachments_file_system": {
    kind: "choice",
    default: "COPIED",
    scope: "farm",
    choices: ["COPIED", "VIRTUAL"],
    description: "Whether workers copy job attachments or mount them",
  },
  "defaults.job_id": {
    kind: "id",
    default: "",
    scope: "queue",
    description: "The job that was submitted last",
  },
  "settings.auto_accept": global("boolean", "false", "Whether questions are answered with yes"),
  "settings.conflict_resolution": {
    ...global("choice", "NOT_SELECTED", "What happens to files that a download finds in its place"),
    choices: ["NOT_SELECTED", "SKIP", "OVERWRITE", "CREATE_COPY"],
  },
  "settings.log_level": {
    ...global("choice", "WARNING", "How much is logged"),
    choices: LOG_LEVELS,
  },
  "settings.deadline_regions": global("list", "", "The AWS regions in which farms are looked for"),
  "settings.s3_max_pool_connections": {
    ...global("integer", "50", "How many connections to Amazon S3 there are at most"),
    min: 1,
  },
  "settings.small_file_threshold_multiplier": {
    ...global("integer", "20", "Below how many parts of 8 MiB a file counts as small"),
    min: 0,
  },
  "settings.known_asset_paths": global("pathList", "", "Folders whose files are sent unasked"),
  "settings.locale": {
    ...global("locale", "", "The language of the Python client's windows; empty is the system's"),
    choices: LOCALES,
  },
  "settings.force_s3_check": global("boolean", "false", "Whether each upload is checked in S3"),
  "settings.allow_bundle_hooks": global("boolean", "false", "Whether hooks of bundles may run"),
  "settings.allow_environment_hooks": global(
    "boolean",
    "false",
    "Whether hooks of DEADLINE_HOOKS_DIR may run",
  ),
  "settings.submitter_update_notification": global(
    "boolean",
    "true",
    "Whether newer versions are announced",
  ),
  "settings.max_retries_per_task": {
    ...global("integer", "5", "How often a failed task of a new job is tried again"),
    min: 0,
    max: MOST,
  },
  "settings.max_failed_tasks_count": {
    ...global("integer", "20", "After how many failed tasks a new job stops"),
    min: 0,
    max: MOST,
  },
  "settings.https_proxy": global("url", "", "The proxy through which AWS is reached"),
  "settings.ca_bundle": global("path", "", "The file of certificates that are trusted"),
  "telemetry.opt_out": global("boolean", "false", "Whether the Python client sends no telemetry"),
  "telemetry.identifier": global("text", "", "The Python client's random id for telemetry"),
};

/** All setting names, in the order in which they are shown. */
export const SETTING_NAMES: readonly SettingName[] = Object.keys(SETTINGS) as SettingName[];

/** Whether `name` is the name of a setting. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** Reads yes, on, true, 1 and their opposites in any case; `undefined` for anything else. */
export function parseBoolean(text: string): boolean | undefined {
  if (/^(yes|on|true|1)$/i.test(text)) return true;
  return /^(no|off|false|0)$/i.test(text) ? false : undefined;
}

/**
 * Checks that `text` is a value of the setting and gives it as it is stored.
 *
 * @throws {RangeError} telling what is allowed, if it is not.
 */
export function checkSetting(name: SettingName, text: string): string {
  const rule = brokenRule(name, text);
  if (rule === undefined) return text.trim();
  throw new RangeError(`Cannot set "${name}"${isTold(name) ? ` to "${text}"` : ""}: ${rule}`);
}

/** What is wrong with a text that stands in the file for a setting, if anything is. */
export function settingProblem(name: SettingName, text: string): string | undefined {
  const rule = brokenRule(name, text);
  return rule && `"${name}" is ${isTold(name) ? `"${text}"` : "something else"}: ${rule}`;
}

/** An address may hold a password. */
function isTold(name: SettingName): boolean {
  return SETTINGS[name].kind !== "url";
}

function brokenRule(name: SettingName, text: string): string | undefined {
  const { kind, choices = [], min = 0, max = Infinity } = SETTINGS[name];
  const value = text.trim();
  if (/[\r\n]/.test(value)) return "it must be one line";
  if (kind === "boolean" && parseBoolean(value) === undefined) return "it must be true or false";
  if (
    kind === "integer" && !(/^\d+$/.test(value) && Number(value) >= min && Number(value) <= max)
  ) {
    const upTo = max === Infinity ? "on" : `to ${max}`;
    return `it must be a whole number from ${min} ${upTo}`;
  }
  // A newer Python client may know more languages than these.
  if (kind === "locale" && value !== "" && !/^[a-z]{2,3}_[A-Z]{2}$/.test(value)) {
    return `it must be empty or a language like ${choices.slice(0, 3).join(", ")}`;
  }
  if (kind === "url" && value !== "" && !/^https?:$/.test(URL.parse(value)?.protocol ?? "")) {
    return "it must be an address like http://HOST:PORT, or empty";
  }
  if (kind === "id" && !/^[\w-]*$/.test(value)) {
    return "it must be an id, which has only letters, digits and hyphens, or empty";
  }
  if (kind === "choice" && !choices.includes(value)) {
    return `it must be one of ${choices.join(", ")}`;
  }
  return undefined;
}
