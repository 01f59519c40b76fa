import { formatNumber } from "@/words/amounts.ts";

/** What settings are called, for people. */
const LABELS: Record<string, string> = {
  "deadline-cloud-monitor.path": "Deadline Cloud monitor",
  "settings.job_history_dir": "Job history folder",
  "settings.job_bundle_default_directory": "Job bundle folder",
  "defaults.farm_region": "Region of the farm",
  "settings.storage_profile_id": "Storage profile",
  "defaults.job_attachments_file_system": "Job attachments file system",
  "defaults.job_id": "Last job",
  "settings.auto_accept": "Answer questions with yes",
  "settings.conflict_resolution": "Files that are there already",
  "settings.log_level": "Logging level",
  "settings.deadline_regions": "Regions to look for farms in",
  "settings.s3_max_pool_connections": "Connections to Amazon S3",
  "settings.small_file_threshold_multiplier": "Small file threshold",
  "settings.known_asset_paths": "Known asset paths",
  "settings.locale": "Language of the Python client",
  "settings.force_s3_check": "Always check S3 job attachments",
  "settings.allow_bundle_hooks": "Hooks of job bundles",
  "settings.allow_environment_hooks": "Hooks of this workstation",
  "settings.submitter_update_notification": "Announce updates",
  "settings.max_retries_per_task": "Maximum retries per task",
  "settings.max_failed_tasks_count": "Maximum failed tasks",
  "settings.https_proxy": "Proxy",
  "settings.ca_bundle": "Trusted certificates",
  "telemetry.opt_out": "No telemetry from the Python client",
  "telemetry.identifier": "Telemetry id of the Python client",
};

/** What a setting is called. */
export function settingLabel(name: string): string {
  return LABELS[name] ?? name;
}

const LANGUAGES: Record<string, string> = {
  "": "As the system",
  de_DE: "Deutsch (Deutschland)",
  en_US: "English (United States)",
  es_ES: "Español (España)",
  fr_FR: "Français (France)",
  id_ID: "Bahasa Indonesia (Indonesia)",
  it_IT: "Italiano (Italia)",
  ja_JP: "日本語 (日本)",
  ko_KR: "한국어 (대한민국)",
  pt_BR: "Português (Brasil)",
  tr_TR: "Türkçe (Türkiye)",
  zh_CN: "中文 (简体)",
  zh_TW: "中文 (繁體)",
};

/** What a value of a setting is called, where its text does not say it. */
export function valueLabel(name: string, value: string): string {
  if (name === "settings.locale") return LANGUAGES[value] ?? value;
  const words = value.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Which numbers a setting takes, for people; empty if it is no number. */
export function rangeLabel({ min, max }: { min?: number; max?: number }): string {
  if (min === undefined) return "";
  return max === undefined ? `${min} or more` : `${min} to ${formatNumber(max)}`;
}
