import type { CommandGroup } from "../command_group.ts";
import { FARM, FLEET, QUEUE } from "../common_options.ts";

/** Commands of the group `fleet`. */
export const fleet: CommandGroup = {
  name: "fleet",
  summary: "Fleets.",
  commands: [
    {
      name: "list",
      summary: "List the fleets of a farm.",
      options: [FARM],
    },
    {
      name: "get",
      summary: "Show a fleet, or all fleets that serve a queue.",
      options: [FARM, FLEET, QUEUE],
    },
  ],
};
