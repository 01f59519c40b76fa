import type { Context } from "./context.ts";
import { BUNDLE_COMMANDS } from "./bundle_commands.ts";
import { FARM, FILES, FLEET, JOB, JSON_FLAG, PAGE, QUEUE, SENDING, YES } from "./common_options.ts";
import type { ArgumentDefinition, OptionDefinition } from "./options.ts";
import { DOWNLOAD_COMMANDS } from "./download_commands.ts";
import { WORKSTATION_COMMANDS } from "./workstation_commands.ts";

/** What a command does. */
export type CommandBody = (context: Context) => Promise<void>;

/** One command, as the table knows it. */
export interface Command {
  /** Its words: group and name. */
  path: readonly [group: string, name: string];
  /** What it does, in a sentence. */
  summary: string;
  /** Its positional arguments. */
  positionals?: readonly ArgumentDefinition[];
  /** Its own options, besides those that all commands have. */
  options?: readonly OptionDefinition[];
  /** Loads what it does; each command is loaded only when it runs. */
  load: () => Promise<{ run: CommandBody }>;
}

const SETTING: ArgumentDefinition = { name: "SETTING_NAME" };

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  {
    path: ["auth", "status"],
    summary: "Show whether AWS can be called, and if not, why.",
    load: () => import("./commands/auth_status.ts"),
  },
  {
    path: ["attachment", "upload"],
    summary: "Send the files of job attachment manifests to the bucket of a queue.",
    options: [
      {
        name: "manifests",
        short: "m",
        value: "FILE",
        repeat: true,
        required: true,
        description: "A manifest, whose name has the hash of its root. May be repeated.",
      },
      {
        name: "root-dirs",
        short: "r",
        value: "DIR",
        repeat: true,
        description: "A root of files. May be repeated.",
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
      {
        name: "upload-manifest-path",
        value: "PREFIX",
        description: "Store the manifests too, here below the manifests of the bucket.",
      },
      FARM,
      QUEUE,
      JSON_FLAG,
    ],
    load: () => import("./commands/attachment_upload.ts"),
  },
  {
    path: ["bundle", "submit"],
    summary: "Submit a job bundle to a queue.",
    positionals: [{ name: "JOB_BUNDLE_DIR" }],
    options: [
      FARM,
      QUEUE,
      {
        name: "parameter",
        short: "p",
        value: "NAME=VALUE",
        repeat: true,
        description: "The value of a job parameter. May be repeated.",
      },
      { name: "name", value: "NAME", description: "The name of the job, not the template's." },
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
      { name: "storage-profile-id", value: "ID", description: "The storage profile to use." },
      ...SENDING,
      YES,
    ],
    load: () => import("./commands/bundle_submit.ts"),
  },
  ...BUNDLE_COMMANDS,
  {
    path: ["config", "show"],
    summary: "Show all settings of this workstation.",
    load: () => import("./commands/config_show.ts"),
  },
  {
    path: ["config", "get"],
    summary: "Show a setting of this workstation.",
    positionals: [SETTING],
    load: () => import("./commands/config_get.ts"),
  },
  {
    path: ["config", "set"],
    summary: "Change a setting of this workstation.",
    positionals: [SETTING, { name: "VALUE" }],
    load: () => import("./commands/config_set.ts"),
  },
  {
    path: ["farm", "list"],
    summary: "List the farms that you may use.",
    load: () => import("./commands/farm_list.ts"),
  },
  {
    path: ["farm", "get"],
    summary: "Show a farm.",
    options: [FARM],
    load: () => import("./commands/farm_get.ts"),
  },
  {
    path: ["fleet", "list"],
    summary: "List the fleets of a farm.",
    options: [FARM],
    load: () => import("./commands/fleet_list.ts"),
  },
  {
    path: ["fleet", "get"],
    summary: "Show a fleet, or all fleets that serve a queue.",
    options: [FARM, FLEET, QUEUE],
    load: () => import("./commands/fleet_get.ts"),
  },
  {
    path: ["job", "list"],
    summary: "List the jobs of a queue, newest first.",
    options: [FARM, QUEUE, ...PAGE],
    load: () => import("./commands/job_list.ts"),
  },
  {
    path: ["job", "get"],
    summary: "Show a job, by its id or by text in its name.",
    positionals: [{ name: "SEARCH_TERM", optional: true }],
    options: [FARM, QUEUE, JOB],
    load: () => import("./commands/job_get.ts"),
  },
  {
    path: ["job", "cancel"],
    summary: "Cancel a job.",
    options: [FARM, QUEUE, JOB, {
      name: "mark-as",
      value: "STATUS",
      choices: ["SUSPENDED", "CANCELED", "FAILED", "SUCCEEDED"],
      default: "CANCELED",
      description: "The run status that unfinished tasks get.",
    }, YES],
    load: () => import("./commands/job_cancel.ts"),
  },
  {
    path: ["job", "requeue-tasks"],
    summary: "Put tasks of a job back in the queue.",
    options: [FARM, QUEUE, JOB, {
      name: "run-status",
      value: "STATUS",
      choices: ["SUSPENDED", "CANCELED", "FAILED", "SUCCEEDED", "NOT_COMPATIBLE"],
      repeat: true,
      default: "SUSPENDED, CANCELED and FAILED",
      description: "Requeue tasks with this run status. May be repeated.",
    }, YES],
    load: () => import("./commands/job_requeue_tasks.ts"),
  },
  {
    path: ["job", "wait"],
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
    load: () => import("./commands/job_wait.ts"),
  },
  {
    path: ["job", "logs"],
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
    load: () => import("./commands/job_logs.ts"),
  },
  {
    path: ["manifest", "snapshot"],
    summary: "Write a job attachment manifest of the files below a folder.",
    options: [
      {
        name: "root",
        value: "DIR",
        required: true,
        description: "The folder of the files.",
      },
      {
        name: "destination",
        short: "d",
        value: "DIR",
        default: "the root",
        description: "The folder to write the manifest to.",
      },
      { name: "name", short: "n", value: "NAME", description: "How the file name begins." },
      ...FILES,
      {
        name: "diff",
        value: "FILE",
        description: "Take only files that are new or changed since this manifest.",
      },
    ],
    load: () => import("./commands/manifest_snapshot.ts"),
  },
  {
    path: ["manifest", "diff"],
    summary: "Compare the files below a folder with a job attachment manifest.",
    options: [
      { name: "root", value: "DIR", required: true, description: "The folder of the files." },
      {
        name: "manifest",
        value: "FILE",
        required: true,
        description: "The manifest to compare with.",
      },
      ...FILES,
    ],
    load: () => import("./commands/manifest_diff.ts"),
  },
  {
    path: ["manifest", "upload"],
    summary: "Store a job attachment manifest in the bucket of a queue.",
    positionals: [{ name: "MANIFEST_FILE" }],
    options: [
      FARM,
      QUEUE,
      {
        name: "s3-cas-uri",
        value: "URI",
        description: "The bucket and root, as s3://bucket/prefix, in place of the queue's.",
      },
      {
        name: "s3-manifest-prefix",
        value: "PREFIX",
        description: "Where below the manifests it is stored.",
      },
      JSON_FLAG,
    ],
    load: () => import("./commands/manifest_upload.ts"),
  },
  {
    path: ["queue", "list"],
    summary: "List the queues of a farm.",
    options: [FARM],
    load: () => import("./commands/queue_list.ts"),
  },
  {
    path: ["queue", "get"],
    summary: "Show a queue.",
    options: [FARM, QUEUE],
    load: () => import("./commands/queue_get.ts"),
  },
  {
    path: ["worker", "list"],
    summary: "List the workers of a fleet.",
    options: [FARM, { ...FLEET, required: true }, ...PAGE],
    load: () => import("./commands/worker_list.ts"),
  },
  {
    path: ["worker", "get"],
    summary: "Show a worker.",
    options: [FARM, { ...FLEET, required: true }, {
      name: "worker-id",
      value: "ID",
      required: true,
      description: "The worker to show.",
    }],
    load: () => import("./commands/worker_get.ts"),
  },
  ...DOWNLOAD_COMMANDS,
  ...WORKSTATION_COMMANDS,
];
