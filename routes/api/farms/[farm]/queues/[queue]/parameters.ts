import { idsOf } from "@/server/ids.ts";
import { queueParameterFields } from "@/server/queue_parameters.ts";
import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    (ask) => ({
      call: "ListQueueEnvironments",
      library: "listQueueEnvironments",
      cli: "queue paramdefs",
      ids: idsOf(ask),
    }),
    (ask) => queueParameterFields(idsOf(ask), ask.call),
  ),
});
