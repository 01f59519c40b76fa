import type { CommandGroup } from "../command_group.ts";
import { FARM, QUEUE, STORAGE_PROFILE } from "../common_options.ts";

/** Commands of the group `storage-profile`. */
export const storageProfile: CommandGroup = {
  name: "storage-profile",
  summary: "Storage profiles.",
  commands: [
    {
      name: "list",
      summary: "List the storage profiles of a farm, or those that a queue allows.",
      options: [FARM, QUEUE],
    },
    {
      name: "get",
      summary: "Show a storage profile as a queue allows it.",
      options: [FARM, QUEUE, {
        ...STORAGE_PROFILE,
        description: "The storage profile to show.",
      }],
    },
  ],
};
