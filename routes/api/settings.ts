import { change, single } from "@/server/route.ts";
import { listSettings, saveSetting } from "@/server/settings.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    { call: "config", cli: "config show", library: "readConfig" },
    ({ console, signal }) => listSettings(console, signal),
  ),
  POST: change(
    { call: "config" },
    async ({ console, json }) => {
      const { name, value } = await json<{ name: string; value: string }>();
      return await saveSetting(console, name, value);
    },
  ),
});
