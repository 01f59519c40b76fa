import { listSessions } from "@deadline/client";
import { idsOf } from "@/server/ids.ts";
import { list } from "@/server/route.ts";
import { mapPages } from "@/server/shapes/map_pages.ts";
import { toSession } from "@/server/shapes/run.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: list(
    (ask) => ({ call: "ListSessions", library: "listSessions", ids: idsOf(ask) }),
    (ask) => mapPages(listSessions(idsOf(ask), ask.call), toSession),
  ),
});
