import { found } from "@/server/found.ts";
import { watchOperation } from "@/server/operation_events.ts";
import { events } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: events(({ console, params, signal, lastEventId }) => {
    found(console.operations.get(params.id), "operation", params.id);
    return watchOperation(console.operations, params.id, { signal, lastEventId });
  }),
});
