import type { CommandGroup } from "../command_group.ts";
import { DOWNLOAD, FARM, JOB, PAGE, QUEUE, YES } from "../common_options.ts";

/** Commands of the group `job`. */
export const job: CommandGroup = {
  name: "job",
  summary: "Jobs.",
  commands: [
    {
      name: "list",
      summary: "List the jobs of a queue, newest first.",
      options: [FARM, QUEUE, ...PAGE],
    },
    {
      name: "get",
      summary: "Show a job, by its id or by text in its name.",
      positionals: [{ name: "SEARCH_TERM", optional: true }],
      options: [FARM, QUEUE, JOB],
    },
    {
      name: "cancel",
      summary: "Cancel a job.",
      options: [FARM, QUEUE, JOB, {
        name: "mark-as",
        value: "STATUS",
        choices: ["SUSPENDED", "CANCELED", "FAILED", "SUCCEEDED"],
        default: "CANCELED",
        description: "The run status that unfinished tasks get.",
      }, YES],
    },
    {
      name: "requeue-tasks",
      summary: "Put tasks of a job back in the queue.",
      options: [FARM, QUEUE, JOB, {
        name: "run-status",
        value: "STATUS",
        choices: ["SUSPENDED", "CANCELED", "FAILED", "SUCCEEDED", "NOT_COMPATIBLE"],
        repeat: true,
        default: "SUSPENDED, CANCELED and FAILED",
        description: "Requeue tasks with this run status. May be repeated.",
      }, YES],
    },
    {
      name: "wait",
      summary: "Wait until a job has ended; the exit code tells how.",
      options: [FARM, QUEUE, JOB, {
        name: "max-poll-interval",
        value: "SECONDS",
        type: "seconds",
        default: "120",
        description: "How long to pause between two looks at most.",
      }, {
        name: "timeout",
        value: "SECONDS",
        type: "seconds",
        default: "0",
        description: "How long to wait; 0 for ever.",
      }],
    },
    {
      name: "logs",
      summary: "Show the log of a session of a job.",
      options: [
        FARM,
        QUEUE,
        JOB,
        {
          name: "session-id",
          value: "ID",
          default: "the session that is going on, or ended last",
          description: "The session.",
        },
        { name: "session-action-id", value: "ID", description: "Only the part of this action." },
        {
          name: "limit",
          value: "N",
          type: "integer",
          default: "100",
          description: "How many lines at most.",
        },
        { name: "start-time", value: "TIME", description: "Only lines from this time on." },
        {
          name: "end-time",
          value: "TIME",
          description: "Only lines before this time.",
        },
        { name: "next-token", value: "TOKEN", description: "Go on where the last part ended." },
        {
          name: "timestamp-format",
          value: "FORMAT",
          choices: ["utc", "local", "relative"],
          default: "utc",
          description: "How times are written: utc, local, or relative to the start.",
        },
        { name: "follow", short: "f", description: "Go on as the log grows." },
      ],
    },
    {
      name: "download-output",
      summary: "Download what a job, a step or a task has made.",
      options: [
        ...DOWNLOAD,
        { name: "step-id", value: "ID", description: "Only outputs of this step." },
        { name: "task-id", value: "ID", description: "Only outputs of this task of the step." },
      ],
    },
    {
      name: "download-input",
      summary: "Download the files that a job was submitted with.",
      options: DOWNLOAD,
    },
  ],
};
