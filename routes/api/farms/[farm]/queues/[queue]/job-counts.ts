import { jobCounts } from "@/server/jobs.ts";
import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    ({ params }) => ({
      call: "SearchJobs",
      library: "searchJobs",
      input: { farmId: params.farm, queueIds: [params.queue] },
    }),
    jobCounts,
  ),
});
