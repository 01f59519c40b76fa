import { changeJobs } from "@/server/change_jobs.ts";
import { idsOf } from "@/server/ids.ts";
import { changeEach } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: changeEach(
    (ask) => ({ call: "UpdateJob", library: "updateJob", ids: idsOf(ask) }),
    changeJobs,
  ),
});
