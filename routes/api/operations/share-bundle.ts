import { change } from "@/server/route.ts";
import { type ShareBundleRequest, startShareBundle } from "@/server/shared_bundles.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change(
    { call: "uploadSharedBundle" },
    async ({ console, json }) => ({
      id: await startShareBundle(console, await json<ShareBundleRequest>()),
    }),
    202,
  ),
});
