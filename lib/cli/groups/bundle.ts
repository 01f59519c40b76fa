import type { CommandGroup } from "../command_group.ts";
import { FARM, QUEUE, SENDING, STORAGE_PROFILE, VALUES, YES } from "../common_options.ts";
import type { ArgumentDefinition } from "../options.ts";

const BUNDLE: ArgumentDefinition = { name: "JOB_BUNDLE_DIR" };
const NAME: ArgumentDefinition = { name: "BUNDLE_NAME" };

/** Commands of the group `bundle`. */
export const bundle: CommandGroup = {
  name: "bundle",
  summary: "Job bundles.",
  commands: [
    {
      name: "submit",
      summary: "Submit a job bundle to a queue.",
      positionals: [BUNDLE],
      options: [
        FARM,
        QUEUE,
        ...VALUES,
        {
          name: "priority",
          value: "N",
          type: "integer",
          default: "50",
          description: "The priority of the job, from 0 to 100.",
        },
        {
          name: "max-failed-tasks-count",
          value: "N",
          type: "integer",
          description: "After how many failed tasks the job stops.",
        },
        {
          name: "max-retries-per-task",
          value: "N",
          type: "integer",
          description: "How often a failed task is tried again.",
        },
        {
          name: "max-worker-count",
          value: "N",
          type: "integer",
          description: "How many workers may work on the job; -1 for any number.",
        },
        {
          name: "target-task-run-status",
          value: "STATUS",
          choices: ["READY", "SUSPENDED"],
          description: "Whether the job runs at once or waits.",
        },
        STORAGE_PROFILE,
        ...SENDING,
        YES,
      ],
    },
    {
      name: "list",
      summary: "List the job bundles of a folder, or those shared on the queue.",
      positionals: [{ name: "PATH", optional: true }],
      options: [
        FARM,
        QUEUE,
        { name: "queue", description: "List the bundles shared on the queue." },
        { name: "show-hidden", description: "Also list hidden bundles of the queue." },
        { name: "no-archives", description: "Leave out archives of the folder." },
      ],
    },
    {
      name: "info",
      summary: "Show what a job bundle is, by its path, or by its name on the queue.",
      positionals: [NAME],
      options: [
        FARM,
        QUEUE,
        { name: "queue", description: "Show a bundle shared on the queue." },
      ],
    },
    {
      name: "upload",
      summary: "Share a job bundle on the queue, as an .ojd archive.",
      positionals: [BUNDLE],
      options: [FARM, QUEUE, {
        name: "name",
        value: "NAME",
        default: "that of the folder",
        description: "What the shared bundle is called.",
      }, { ...YES, description: "Replace a shared bundle of that name without a question." }],
    },
    {
      name: "download",
      summary: "Download a job bundle that is shared on the queue.",
      positionals: [NAME],
      options: [FARM, QUEUE, {
        name: "output-dir",
        short: "o",
        value: "DIR",
        default: "the cache",
        description: "The folder to copy the bundle to.",
      }, {
        ...YES,
        description: "Replace a bundle of that name in the folder without a question.",
      }],
    },
    {
      name: "hide",
      summary: "Leave a shared bundle out of your own lists.",
      positionals: [NAME],
      options: [FARM, QUEUE],
    },
    {
      name: "unhide",
      summary: "Put a hidden shared bundle back into your own lists.",
      positionals: [NAME],
      options: [FARM, QUEUE],
    },
    {
      name: "export",
      summary: "Write a copy of a job bundle that submits with the values given.",
      positionals: [BUNDLE],
      options: [
        {
          name: "output-dir",
          short: "o",
          value: "DIR",
          required: true,
          description: "The folder of the copy; it must be new or empty.",
        },
        ...VALUES,
        {
          name: "format",
          value: "FORMAT",
          choices: ["yaml", "json"],
          default: "that of the template",
          description: "How the files are written.",
        },
        { ...YES, description: "Replace a bundle that is there already." },
      ],
    },
  ],
};
