import { idsOf } from "@/server/ids.ts";
import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";
import { storageProfilesOf } from "@/server/storage_profiles.ts";

export const handler = define.handlers({
  GET: single(
    (ask) => ({
      call: "ListStorageProfilesForQueue",
      library: "listStorageProfilesForQueue",
      cli: "storage-profile list",
      ids: idsOf(ask),
    }),
    (ask) => storageProfilesOf(idsOf(ask), ask.console, ask.call),
  ),
});
