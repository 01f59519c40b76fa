import type { CommandEntry, CommandGroup } from "./command_group.ts";
import { attachment } from "./groups/attachment.ts";
import { auth } from "./groups/auth.ts";
import { bundle } from "./groups/bundle.ts";
import { completion } from "./groups/completion.ts";
import { config } from "./groups/config.ts";
import { farm } from "./groups/farm.ts";
import { fleet } from "./groups/fleet.ts";
import { job } from "./groups/job.ts";
import { manifest } from "./groups/manifest.ts";
import { queue } from "./groups/queue.ts";
import { storageProfile } from "./groups/storage_profile.ts";
import { worker } from "./groups/worker.ts";

/** One command with all its words. */
export interface Command extends Omit<CommandEntry, "name"> {
  /** Its words: group and name. */
  path: readonly [group: string, name: string];
}

/** All groups of commands, in the order of the help. */
export const GROUPS: readonly CommandGroup[] = [
  attachment,
  auth,
  bundle,
  completion,
  config,
  farm,
  fleet,
  job,
  manifest,
  queue,
  storageProfile,
  worker,
];

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = GROUPS.flatMap(({ name: group, commands }) =>
  commands.map(({ name, ...command }) => ({ ...command, path: [group, name] as const }))
);
