import { change, single } from "@/server/route.ts";
import { named, select, type SelectionChange } from "@/server/select.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single({ call: "selection" }, ({ console, call }) => named(console, call)),
  POST: change({ call: "selection" }, async ({ console, call, lineage, json }) => {
    await select(console, await json<SelectionChange>(), lineage);
    return await named(console, call);
  }),
});
