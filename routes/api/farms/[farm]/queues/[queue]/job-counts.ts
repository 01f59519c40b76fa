import { idsOf } from "@/server/ids.ts";
import { jobCounts } from "@/server/jobs.ts";
import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    (ask) => ({ call: "SearchJobs", library: "searchJobs", input: idsOf(ask) }),
    jobCounts,
  ),
});
