import { getJob } from "@deadline/client";
import { idsOf } from "@/server/ids.ts";
import { single } from "@/server/route.ts";
import { toJobDetail } from "@/server/shapes/job.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    (ask) => ({ call: "GetJob", cli: "job get", library: "getJob", ids: idsOf(ask) }),
    async (ask) => toJobDetail(await getJob(idsOf(ask), ask.call)),
  ),
});
