import type { CommandGroup } from "../command_group.ts";

/** Commands of the group `completion`. */
export const completion: CommandGroup = {
  name: "completion",
  summary: "Completion of commands in the shell.",
  commands: [
    {
      name: "bash",
      summary: "Print what makes bash complete commands: source <(deadline completion bash)",
    },
    {
      name: "fish",
      summary: "Print what makes fish complete commands: deadline completion fish | source",
    },
    {
      name: "zsh",
      summary: "Print what makes zsh complete commands: source <(deadline completion zsh)",
    },
  ],
};
