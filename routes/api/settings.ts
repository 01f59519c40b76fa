import type { SettingChange } from "@/server/contract.ts";
import { change, single } from "@/server/route.ts";
import { listSettings, saveSettings } from "@/server/settings.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    { call: "config", cli: "config show", library: "readConfig" },
    ({ console, signal }) => listSettings(console, signal),
  ),
  POST: change(
    { call: "config" },
    async ({ console, json }) => {
      const { changes } = await json<{ changes: SettingChange[] }>();
      return await saveSettings(console, changes);
    },
  ),
});
