import { idsOf } from "@/server/ids.ts";
import { list } from "@/server/route.ts";
import { define } from "@/server/state.ts";
import { stepPages } from "@/server/steps.ts";

export const handler = define.handlers({
  GET: list(
    (ask) => ({ call: "ListSteps", library: "listSteps", ids: idsOf(ask) }),
    (ask) => stepPages(idsOf(ask), ask.call),
  ),
});
