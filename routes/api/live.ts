import { required } from "@/server/ask.ts";
import { events } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: events(({ console, query, signal }) => {
    const target = { farmId: required(query, "farm"), queueId: required(query, "queue") };
    return console.live.watch(target, signal);
  }),
});
