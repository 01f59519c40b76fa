import { listSessionActions } from "@deadline/client";
import { idsOf } from "@/server/ids.ts";
import { list } from "@/server/route.ts";
import { mapPages } from "@/server/shapes/map_pages.ts";
import { toSessionAction } from "@/server/shapes/run.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: list(
    (ask) => ({ call: "ListSessionActions", library: "listSessionActions", ids: idsOf(ask) }),
    (ask) => mapPages(listSessionActions(idsOf(ask), ask.call), toSessionAction),
  ),
});
