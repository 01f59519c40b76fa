import type { CommandGroup } from "../command_group.ts";
import type { ArgumentDefinition } from "../options.ts";

const SETTING: ArgumentDefinition = { name: "SETTING_NAME" };

/** Commands of the group `config`. */
export const config: CommandGroup = {
  name: "config",
  summary: "Settings of this workstation.",
  commands: [
    {
      name: "show",
      summary: "Show all settings of this workstation.",
      load: () => import("../commands/config_show.ts"),
    },
    {
      name: "get",
      summary: "Show a setting of this workstation.",
      positionals: [SETTING],
      load: () => import("../commands/config_get.ts"),
    },
    {
      name: "set",
      summary: "Change a setting of this workstation.",
      positionals: [SETTING, { name: "VALUE" }],
      load: () => import("../commands/config_set.ts"),
    },
    {
      name: "clear",
      summary: "Set a setting of this workstation back to its default.",
      positionals: [SETTING],
      load: () => import("../commands/config_clear.ts"),
    },
    {
      name: "list",
      summary: "List all settings with where their values come from.",
      load: () => import("../commands/config_list.ts"),
    },
  ],
};
