import { jobPages, jobSearchOf } from "@/server/jobs.ts";
import { idsOf } from "@/server/ids.ts";
import { list } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: list(
    (ask) => ({
      call: "SearchJobs",
      cli: "job list",
      library: "searchJobs",
      ids: idsOf(ask),
      input: jobSearchOf(ask),
    }),
    jobPages,
  ),
});
