import type { Command } from "./commands.ts";
import { FARM, QUEUE, YES } from "./common_options.ts";
import type { ArgumentDefinition } from "./options.ts";

const BUNDLE: ArgumentDefinition = { name: "JOB_BUNDLE_DIR" };
const NAME: ArgumentDefinition = { name: "BUNDLE_NAME" };

/** Commands about job bundles, besides submitting them. */
export const BUNDLE_COMMANDS: readonly Command[] = [
  {
    path: ["bundle", "list"],
    summary: "List the job bundles of a folder, or those shared on the queue.",
    positionals: [{ name: "PATH", optional: true }],
    options: [
      FARM,
      QUEUE,
      { name: "queue", description: "List the bundles shared on the queue." },
      { name: "show-hidden", description: "Also list hidden bundles of the queue." },
      { name: "no-archives", description: "Leave out archives of the folder." },
    ],
    load: () => import("./commands/bundle_list.ts"),
  },
  {
    path: ["bundle", "info"],
    summary: "Show what a job bundle is, by its path, or by its name on the queue.",
    positionals: [NAME],
    options: [
      FARM,
      QUEUE,
      { name: "queue", description: "Show a bundle shared on the queue." },
    ],
    load: () => import("./commands/bundle_info.ts"),
  },
  {
    path: ["bundle", "upload"],
    summary: "Share a job bundle on the queue, as an .ojd archive.",
    positionals: [BUNDLE],
    options: [FARM, QUEUE, {
      name: "name",
      value: "NAME",
      default: "that of the folder",
      description: "What the shared bundle is called.",
    }, { ...YES, description: "Replace a shared bundle of that name without a question." }],
    load: () => import("./commands/bundle_upload.ts"),
  },
  {
    path: ["bundle", "download"],
    summary: "Download a job bundle that is shared on the queue.",
    positionals: [NAME],
    options: [FARM, QUEUE, {
      name: "output-dir",
      short: "o",
      value: "DIR",
      default: "the cache",
      description: "The folder to copy the bundle to.",
    }, { ...YES, description: "Replace a bundle of that name in the folder without a question." }],
    load: () => import("./commands/bundle_download.ts"),
  },
  {
    path: ["bundle", "hide"],
    summary: "Leave a shared bundle out of your own lists.",
    positionals: [NAME],
    options: [FARM, QUEUE],
    load: () => import("./commands/bundle_hide.ts"),
  },
  {
    path: ["bundle", "unhide"],
    summary: "Put a hidden shared bundle back into your own lists.",
    positionals: [NAME],
    options: [FARM, QUEUE],
    load: () => import("./commands/bundle_unhide.ts"),
  },
  {
    path: ["bundle", "export"],
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
      {
        name: "parameter",
        short: "p",
        value: "NAME=VALUE",
        repeat: true,
        description: "The value of a job parameter. May be repeated.",
      },
      { name: "name", value: "NAME", description: "The name of the job, not the template's." },
      {
        name: "format",
        value: "FORMAT",
        choices: ["yaml", "json"],
        default: "that of the template",
        description: "How the files are written.",
      },
      { ...YES, description: "Replace a bundle that is there already." },
    ],
    load: () => import("./commands/bundle_export.ts"),
  },
];
