import { listFleets } from "@deadline/client";
import { idsOf } from "@/server/ids.ts";
import { list } from "@/server/route.ts";
import { mapPages } from "@/server/shapes/map_pages.ts";
import { toFleet } from "@/server/shapes/farm.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: list(
    (ask) => ({ call: "ListFleets", cli: "fleet list", library: "listFleets", ids: idsOf(ask) }),
    (ask) => mapPages(listFleets(idsOf(ask), ask.call), toFleet),
  ),
});
