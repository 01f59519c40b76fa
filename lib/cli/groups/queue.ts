import type { CommandGroup } from "../command_group.ts";
import { CONFLICT, FARM, IGNORE_PROFILES, QUEUE, STORAGE_PROFILE } from "../common_options.ts";

/** Commands of the group `queue`. */
export const queue: CommandGroup = {
  name: "queue",
  summary: "Queues.",
  commands: [
    {
      name: "list",
      summary: "List the queues of a farm.",
      options: [FARM],
    },
    {
      name: "get",
      summary: "Show a queue.",
      options: [FARM, QUEUE],
    },
    {
      name: "sync-output",
      summary: "Download all outputs of a queue that have come since the last run.",
      options: [
        FARM,
        QUEUE,
        STORAGE_PROFILE,
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
    },
    {
      name: "export-credentials",
      summary: "Print credentials of the queue's role, as an AWS credential_process has to.",
      options: [FARM, QUEUE, {
        name: "mode",
        value: "MODE",
        choices: ["USER", "READ"],
        default: "USER",
        description: "What the credentials allow: what jobs may do, or only to read.",
      }],
    },
    {
      name: "paramdefs",
      summary: "Show the job parameters that the queue's environments define.",
      options: [FARM, QUEUE],
    },
  ],
};
