import { events } from "@/server/route.ts";
import { define } from "@/server/state.ts";
import { tabEvents } from "@/server/tab_events.ts";

export const handler = define.handlers({
  GET: events(({ console, query, signal, lastEventId }) => {
    const farmId = query.get("farm");
    const queueId = query.get("queue");
    const target = farmId && queueId ? { farmId, queueId } : undefined;
    return tabEvents(console, target, { signal, lastEventId });
  }),
});
