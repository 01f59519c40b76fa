import type { SettingChange } from "@/server/contract.ts";
import { change, single } from "@/server/route.ts";
import { listSettings, saveSettings } from "@/server/settings.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    { call: "config", cli: "config show", library: "readConfig" },
    ({ console, signal, query }) => listSettings(console, signal, placeOf(query)),
    { shared: false },
  ),
  POST: change(
    { call: "config" },
    async ({ console, json, query }) => {
      const { changes } = await json<{ changes: SettingChange[] }>();
      return await saveSettings(console, changes, placeOf(query));
    },
  ),
});

/** The farm and queue that the page looks at, where it says. */
function placeOf(query: URLSearchParams): { farmId?: string; queueId?: string } {
  const [farmId, queueId] = [query.get("farm"), query.get("queue")];
  return { ...(farmId ? { farmId } : {}), ...(queueId ? { queueId } : {}) };
}
