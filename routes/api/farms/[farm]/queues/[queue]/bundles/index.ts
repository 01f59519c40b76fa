import { idsOf } from "@/server/ids.ts";
import { single } from "@/server/route.ts";
import { sharedBundles } from "@/server/shared_bundles.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    (ask) => ({
      call: "ListObjectsV2",
      cli: "bundle list --queue",
      ids: idsOf(ask),
    }),
    (ask) => sharedBundles(idsOf(ask), ask.query.get("folder") ?? undefined, ask.console, ask.call),
  ),
});
