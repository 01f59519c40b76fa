import type { Command } from "./commands.ts";
import { FARM, JOB, QUEUE } from "./common_options.ts";
import { CONFLICT, DOWNLOAD, IGNORE_PROFILES } from "./download_options.ts";

/** Commands that download files of jobs. */
export const DOWNLOAD_COMMANDS: readonly Command[] = [
  {
    path: ["attachment", "download"],
    summary: "Download the files of job attachment manifests.",
    options: [
      FARM,
      QUEUE,
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
      CONFLICT,
      { name: "json", description: "Write the result as JSON." },
    ],
    load: () => import("./commands/attachment_download.ts"),
  },
  {
    path: ["manifest", "download"],
    summary: "Download the job attachment manifests of a job or a step.",
    positionals: [{ name: "DOWNLOAD_DIR" }],
    options: [
      FARM,
      QUEUE,
      { ...JOB, required: true },
      { name: "step-id", value: "ID", description: "A step, with the steps that it needs." },
      {
        name: "asset-type",
        value: "TYPE",
        choices: ["INPUT", "OUTPUT", "ALL"],
        default: "ALL",
        description: "Whether to take inputs, outputs or both.",
      },
      { name: "json", description: "Write the result as JSON." },
    ],
    load: () => import("./commands/manifest_download.ts"),
  },
  {
    path: ["job", "download-output"],
    summary: "Download what a job, a step or a task has made.",
    options: [
      ...DOWNLOAD,
      { name: "step-id", value: "ID", description: "Only outputs of this step." },
      { name: "task-id", value: "ID", description: "Only outputs of this task of the step." },
    ],
    load: () => import("./commands/job_download_output.ts"),
  },
  {
    path: ["job", "download-input"],
    summary: "Download the files that a job was submitted with.",
    options: DOWNLOAD,
    load: () => import("./commands/job_download_input.ts"),
  },
  {
    path: ["queue", "sync-output"],
    summary: "Download all outputs of a queue that have come since the last run.",
    options: [
      FARM,
      QUEUE,
      { name: "storage-profile-id", value: "ID", description: "The storage profile to use." },
      { name: "json", description: "Write no report." },
      {
        name: "bootstrap-lookback-minutes",
        value: "MINUTES",
        type: "seconds",
        default: "0",
        description: "How far back the first run looks, in minutes.",
      },
      {
        name: "checkpoint-dir",
        value: "DIR",
        default: "~/.deadline/incremental_download",
        description: "The folder that keeps how far it is.",
      },
      { name: "force-bootstrap", description: "Begin anew, whatever was downloaded before." },
      IGNORE_PROFILES,
      { ...CONFLICT, default: "OVERWRITE" },
      { name: "dry-run", description: "Only look, and write nothing." },
      { name: "verbose", description: "Write the whole report, also if there is nothing new." },
    ],
    load: () => import("./commands/queue_sync_output.ts"),
  },
];
