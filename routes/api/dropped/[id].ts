import type { DroppedPart } from "@/server/dropped.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "dropped" }, async ({ console, params, json }) => {
    await console.dropped.add(params.id, await json<DroppedPart>());
    return { added: true };
  }),
  DELETE: change({ call: "dropped" }, async ({ console, params }) => {
    await console.dropped.drop(params.id);
    return { dropped: true };
  }),
});
