import { idsOf } from "@/server/ids.ts";
import { change } from "@/server/route.ts";
import { setHidden } from "@/server/shared_bundles.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "GetQueue" }, async (ask) => {
    const request = await ask.json<{ name: string; hidden: boolean }>();
    return await setHidden(idsOf(ask), request, ask.console, ask.call);
  }),
});
