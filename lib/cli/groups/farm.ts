import type { CommandGroup } from "../command_group.ts";
import { FARM } from "../common_options.ts";

/** Commands of the group `farm`. */
export const farm: CommandGroup = {
  name: "farm",
  summary: "Farms.",
  commands: [
    {
      name: "list",
      summary: "List the farms that you may use.",
    },
    {
      name: "get",
      summary: "Show a farm.",
      options: [FARM],
    },
  ],
};
