import { changeTasks } from "@/server/change_tasks.ts";
import { idsOf } from "@/server/ids.ts";
import { changeEach } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: changeEach(
    (ask) => ({ call: "UpdateTask", library: "updateTask", ids: idsOf(ask) }),
    changeTasks,
  ),
});
