import { FARM, JOB, QUEUE, YES } from "./common_options.ts";
import type { OptionDefinition } from "./options.ts";

/** What happens to files that are in the place of others. */
export const CONFLICT: OptionDefinition = {
  name: "conflict-resolution",
  value: "CHOICE",
  choices: ["SKIP", "OVERWRITE", "CREATE_COPY"],
  description: "What happens to a file that is in the place of another one.",
};

/** Do not look at storage profiles. */
export const IGNORE_PROFILES: OptionDefinition = {
  name: "ignore-storage-profiles",
  description: "Do not map paths by storage profiles.",
};

/** Options of both commands that download files of a job. */
export const DOWNLOAD: readonly OptionDefinition[] = [
  FARM,
  QUEUE,
  JOB,
  {
    name: "include",
    short: "i",
    value: "PATTERN",
    repeat: true,
    description: "Files to download, as a pattern with *, ? and [a-z]. May be repeated.",
  },
  {
    name: "match-paths-by",
    value: "WHICH",
    choices: ["JOB", "LOCAL"],
    default: "LOCAL",
    description: "Whether patterns are about the paths of the job or those of this machine.",
  },
  IGNORE_PROFILES,
  CONFLICT,
  {
    name: "verify",
    value: "HOW",
    choices: ["TIME", "HASH", "NONE"],
    default: "TIME",
    description: "How to tell that a file is there already: by size and time, by its bytes, never.",
  },
  YES,
];
