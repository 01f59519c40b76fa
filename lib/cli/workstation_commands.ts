import type { Command } from "./commands.ts";
import { FARM, QUEUE } from "./common_options.ts";
import type { ArgumentDefinition } from "./options.ts";

const SETTING: ArgumentDefinition = { name: "SETTING_NAME" };

/** Commands that set this workstation up, and give other programs what they need of it. */
export const WORKSTATION_COMMANDS: readonly Command[] = [
  {
    path: ["auth", "login"],
    summary: "Sign in to the profile, in the program that it was made with.",
    options: [{
      name: "timeout",
      value: "SECONDS",
      type: "seconds",
      default: "600",
      description: "How long to wait for somebody to sign in.",
    }],
    load: () => import("./commands/auth_login.ts"),
  },
  {
    path: ["auth", "logout"],
    summary: "Sign out of the profile.",
    load: () => import("./commands/auth_logout.ts"),
  },
  {
    path: ["completion", "bash"],
    summary: "Print what makes bash complete commands: source <(deadline completion bash)",
    load: () => import("./commands/completion_bash.ts"),
  },
  {
    path: ["completion", "fish"],
    summary: "Print what makes fish complete commands: deadline completion fish | source",
    load: () => import("./commands/completion_fish.ts"),
  },
  {
    path: ["completion", "zsh"],
    summary: "Print what makes zsh complete commands: source <(deadline completion zsh)",
    load: () => import("./commands/completion_zsh.ts"),
  },
  {
    path: ["config", "clear"],
    summary: "Set a setting of this workstation back to its default.",
    positionals: [SETTING],
    load: () => import("./commands/config_clear.ts"),
  },
  {
    path: ["config", "list"],
    summary: "List all settings with where their values come from.",
    load: () => import("./commands/config_list.ts"),
  },
  {
    path: ["queue", "export-credentials"],
    summary: "Print credentials of the queue's role, as an AWS credential_process has to.",
    options: [FARM, QUEUE, {
      name: "mode",
      value: "MODE",
      choices: ["USER", "READ"],
      default: "USER",
      description: "What the credentials allow: what jobs may do, or only to read.",
    }],
    load: () => import("./commands/queue_export_credentials.ts"),
  },
  {
    path: ["queue", "paramdefs"],
    summary: "Show the job parameters that the queue's environments define.",
    options: [FARM, QUEUE],
    load: () => import("./commands/queue_paramdefs.ts"),
  },
  {
    path: ["storage-profile", "list"],
    summary: "List the storage profiles of a farm, or those that a queue allows.",
    options: [FARM, QUEUE],
    load: () => import("./commands/storage_profile_list.ts"),
  },
  {
    path: ["storage-profile", "get"],
    summary: "Show a storage profile as a queue allows it.",
    options: [FARM, QUEUE, {
      name: "storage-profile-id",
      value: "ID",
      description: "The storage profile to show.",
    }],
    load: () => import("./commands/storage_profile_get.ts"),
  },
];
