import { LOG_LEVELS } from "../config/settings.ts";
import type { OptionDefinition } from "./options.ts";

/** Options that all commands have. */
export const COMMON_OPTIONS: readonly OptionDefinition[] = [
  { name: "profile", value: "NAME", description: "The AWS profile to use." },
  { name: "region", value: "REGION", description: "The AWS region of the farm." },
  { name: "endpoint-url", value: "URL", description: "The endpoint to call instead of AWS." },
  {
    name: "output",
    value: "FORMAT",
    choices: ["yaml", "json", "table", "verbose"],
    description: "How results are written: yaml, json, table, or verbose (as yaml, for people).",
  },
  {
    name: "timeout",
    value: "SECONDS",
    type: "seconds",
    min: 0.001,
    default: "60",
    description: "How long a call may take.",
  },
  {
    name: "log-level",
    value: "LEVEL",
    choices: LOG_LEVELS,
    description: "How much is told on standard error of what is called; else the setting says.",
  },
  { name: "help", short: "h", description: "Show this message and exit." },
];

/** Names the farm. */
export const FARM: OptionDefinition = {
  name: "farm-id",
  value: "ID",
  description: "The farm to use.",
};

/** Names the queue. */
export const QUEUE: OptionDefinition = {
  name: "queue-id",
  value: "ID",
  description: "The queue to use.",
};

/** Names the job. */
export const JOB: OptionDefinition = {
  name: "job-id",
  value: "ID",
  description: "The job to use.",
};

/** Names the fleet. */
export const FLEET: OptionDefinition = {
  name: "fleet-id",
  value: "ID",
  description: "The fleet to use.",
};

/** Answers questions before they are asked. */
export const YES: OptionDefinition = { name: "yes", description: "Answer questions with yes." };

/** Choose a page of a list. */
export const PAGE: readonly OptionDefinition[] = [
  {
    name: "page-size",
    value: "N",
    type: "integer",
    default: "5",
    description: "How many to show at a time.",
  },
  {
    name: "item-offset",
    value: "N",
    type: "integer",
    default: "0",
    description: "How many to leave out at the beginning.",
  },
];

/** Writes the result as JSON. */
export const JSON_FLAG: OptionDefinition = {
  name: "json",
  description: "Write the result as JSON.",
};

/** Options of commands that look for files below a root. */
export const FILES: readonly OptionDefinition[] = [
  {
    name: "include",
    short: "i",
    value: "PATTERN",
    repeat: true,
    description: "Files to take, as a glob pattern. May be repeated.",
  },
  {
    name: "exclude",
    short: "e",
    value: "PATTERN",
    repeat: true,
    description: "Files to leave out, as a glob pattern. May be repeated.",
  },
  {
    name: "include-exclude-config",
    short: "ie",
    value: "JSON",
    description: "Files to take and to leave out, as JSON text or a file of it.",
  },
  { name: "force-rehash", description: "Compare the bytes of files, not size and time." },
  JSON_FLAG,
];

/** Options of submissions that are about files. */
export const SENDING: readonly OptionDefinition[] = [
  {
    name: "job-attachments-file-system",
    value: "KIND",
    choices: ["COPIED", "VIRTUAL"],
    description:
      "Whether workers copy the files before a task runs, or read them as it needs them.",
  },
  {
    name: "require-paths-exist",
    description: "Refuse input files and folders that are not there.",
  },
  {
    name: "submitter-name",
    value: "NAME",
    default: "CLI",
    description: "The program that submits, as hooks are told.",
  },
  {
    name: "known-asset-path",
    value: "PATH",
    repeat: true,
    description: "A folder whose files may be sent without a question. May be repeated.",
  },
  {
    name: "save-debug-snapshot",
    value: "PATH",
    description: "Save all that would be sent in a folder, or a .zip file, instead of submitting.",
  },
  { name: "force-s3-check", description: "Look for every file in the bucket, whatever is cached." },
  { name: "no-force-s3-check", description: "Believe the cache, whatever the settings say." },
];

/** Manifests of files, where their roots are here, and the bucket: for commands that move files. */
export const MANIFESTS: readonly OptionDefinition[] = [
  {
    name: "manifests",
    short: "m",
    value: "FILE",
    repeat: true,
    required: true,
    description: "A manifest, whose name has the hash of its root. May be repeated.",
  },
  {
    name: "path-mapping-rules",
    value: "FILE",
    description: "A JSON file of rules that say where roots are on this machine.",
  },
  {
    name: "s3-root-uri",
    value: "URI",
    description: "The bucket and root, as s3://bucket/prefix, for a --profile of one's own.",
  },
];

/** Names the storage profile. */
export const STORAGE_PROFILE: OptionDefinition = {
  name: "storage-profile-id",
  value: "ID",
  description: "The storage profile to use.",
};

/** What a bundle is made into a job with: values of its parameters, and another name. */
export const VALUES: readonly OptionDefinition[] = [
  {
    name: "parameter",
    short: "p",
    value: "NAME=VALUE",
    repeat: true,
    description: "The value of a job parameter. May be repeated.",
  },
  { name: "name", value: "NAME", description: "The name of the job, not the template's." },
];

/** The folder of files whose manifest is made or compared. */
export const ROOT: OptionDefinition = {
  name: "root",
  value: "DIR",
  required: true,
  description: "The folder of the files.",
};

/** What happens to files that are in the place of others. */
export const CONFLICT: OptionDefinition = {
  name: "conflict-resolution",
  value: "CHOICE",
  choices: ["SKIP", "OVERWRITE", "CREATE_COPY"],
  description: "What happens to a file that is in the place of another one.",
};

/** Do not look at storage profiles. */
export const IGNORE_PROFILES: OptionDefinition = {
  name: "ignore-storage-profiles",
  description: "Do not map paths by storage profiles.",
};

/** Options of both commands that download files of a job. */
export const DOWNLOAD: readonly OptionDefinition[] = [
  FARM,
  QUEUE,
  JOB,
  {
    name: "include",
    short: "i",
    value: "PATTERN",
    repeat: true,
    description: "Files to download, as a pattern with *, ? and [a-z]. May be repeated.",
  },
  {
    name: "match-paths-by",
    value: "WHICH",
    choices: ["JOB", "LOCAL"],
    default: "LOCAL",
    description: "Whether patterns are about the paths of the job or those of this machine.",
  },
  IGNORE_PROFILES,
  CONFLICT,
  {
    name: "verify",
    value: "HOW",
    choices: ["TIME", "HASH", "NONE"],
    default: "TIME",
    description: "How to tell that a file is there already: by size and time, by its bytes, never.",
  },
  YES,
];
