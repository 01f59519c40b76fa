import type { CommandGroup } from "../command_group.ts";

/** Commands of the group `auth`. */
export const auth: CommandGroup = {
  name: "auth",
  summary: "Signing in and out, and whether AWS can be called.",
  commands: [
    {
      name: "status",
      summary: "Show whether AWS can be called, and if not, why.",
    },
    {
      name: "login",
      summary: "Sign in to the profile, in the program that it was made with.",
      options: [{
        name: "timeout",
        value: "SECONDS",
        type: "seconds",
        default: "600",
        description: "How long to wait for somebody to sign in.",
      }],
    },
    {
      name: "logout",
      summary: "Sign out of the profile.",
    },
  ],
};
