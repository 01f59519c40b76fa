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
    },
    {
      name: "get",
      summary: "Show a setting of this workstation.",
      positionals: [SETTING],
    },
    {
      name: "set",
      summary: "Change a setting of this workstation.",
      positionals: [SETTING, { name: "VALUE" }],
    },
    {
      name: "clear",
      summary: "Set a setting of this workstation back to its default.",
      positionals: [SETTING],
    },
    {
      name: "list",
      summary: "List all settings with where their values come from.",
    },
  ],
};
