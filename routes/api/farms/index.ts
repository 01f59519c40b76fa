import { listFarms } from "@deadline/client";
import { list } from "@/server/route.ts";
import { mapPages } from "@/server/shapes/map_pages.ts";
import { toFarm } from "@/server/shapes/farm.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: list(
    { call: "ListFarms", cli: "farm list", library: "listFarms" },
    ({ console, call }) =>
      mapPages(listFarms({}, call), (summary) => {
        const farm = toFarm(summary);
        console.names.set(farm.farmId, farm.name);
        return farm;
      }),
  ),
});
