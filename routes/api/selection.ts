import { change, single } from "@/server/route.ts";
import { named, select, type SelectionChange } from "@/server/select.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single({ call: "selection" }, ({ console, signal }) => named(console, signal), {
    shared: false,
  }),
  POST: change({ call: "selection" }, async ({ console, signal, isNewest, lineage, json }) => {
    await select(console, await json<SelectionChange>(), lineage, isNewest);
    return await named(console, signal);
  }),
});
