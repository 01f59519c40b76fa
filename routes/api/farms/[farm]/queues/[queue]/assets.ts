import { listAssets } from "@/server/assets.ts";
import type { AssetsRequest } from "@/server/contract.ts";
import { idsOf } from "@/server/ids.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "GetQueue" }, async (ask) => {
    const request = await ask.json<AssetsRequest>();
    return await listAssets(idsOf(ask), request, ask.console.roots, ask.call);
  }),
});
