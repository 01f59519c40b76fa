import { listTasks } from "@deadline/client";
import { idsOf } from "@/server/ids.ts";
import { list } from "@/server/route.ts";
import { mapPages } from "@/server/shapes/map_pages.ts";
import { toTask } from "@/server/shapes/run.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: list(
    (ask) => ({ call: "ListTasks", library: "listTasks", ids: idsOf(ask) }),
    (ask) => mapPages(listTasks(idsOf(ask), ask.call), (task) => toTask(task, ask.params.step)),
  ),
});
