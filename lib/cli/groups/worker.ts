import type { CommandGroup } from "../command_group.ts";
import { FARM, FLEET, PAGE } from "../common_options.ts";

/** Commands of the group `worker`. */
export const worker: CommandGroup = {
  name: "worker",
  summary: "Workers.",
  commands: [
    {
      name: "list",
      summary: "List the workers of a fleet.",
      options: [FARM, { ...FLEET, required: true }, ...PAGE],
    },
    {
      name: "get",
      summary: "Show a worker.",
      options: [FARM, { ...FLEET, required: true }, {
        name: "worker-id",
        value: "ID",
        required: true,
        description: "The worker to show.",
      }],
    },
  ],
};
