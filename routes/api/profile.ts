import { chooseProfile } from "@/server/profiles.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change(
    { call: "profile" },
    async ({ console, json }) => await chooseProfile(console, await json()),
  ),
});
