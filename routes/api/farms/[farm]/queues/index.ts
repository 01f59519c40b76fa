import { listQueues } from "@deadline/client";
import { idsOf } from "@/server/ids.ts";
import { list } from "@/server/route.ts";
import { mapPages } from "@/server/shapes/map_pages.ts";
import { toQueue } from "@/server/shapes/farm.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: list(
    (ask) => ({ call: "ListQueues", cli: "queue list", library: "listQueues", ids: idsOf(ask) }),
    (ask) =>
      mapPages(listQueues(idsOf(ask), ask.call), (summary) => {
        const queue = toQueue(summary);
        ask.console.names.set(queue.queueId, queue.name);
        return queue;
      }),
  ),
});
