import { change } from "@/server/route.ts";
import { type FetchBundleRequest, startFetchBundle } from "@/server/shared_bundles.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change(
    { call: "downloadSharedBundle" },
    async ({ console, json }) => ({
      id: startFetchBundle(console, await json<FetchBundleRequest>()),
    }),
    202,
  ),
});
