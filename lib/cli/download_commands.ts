import type { Command } from "./commands.ts";
import { FARM, QUEUE } from "./common_options.ts";
import { CONFLICT, DOWNLOAD, IGNORE_PROFILES } from "./download_options.ts";

/** Commands that download files of jobs. */
export const DOWNLOAD_COMMANDS: readonly Command[] = [
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
