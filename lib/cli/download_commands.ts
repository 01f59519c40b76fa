import type { Command } from "./commands.ts";
import { DOWNLOAD } from "./download_options.ts";

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
];
