import { searchJobs } from "../api/search.ts";
import type { CallOptions } from "../session/call.ts";

/** The clocks of this machine and of the service may differ this much, in milliseconds. */
const CLOCK_SKEW = 60_000;

/** Finds the job that a submission made, by its name and time, if it made one. */
export async function findSubmittedJob(
  input: { farmId: string; queueId: string; name: string; since: Date },
  options: CallOptions = {},
): Promise<string | undefined> {
  const { farmId, queueId, name, since } = input;
  const { items } = await searchJobs({
    farmId,
    queueIds: [queueId],
    filter: {
      fields: { name },
      times: { createdAt: { from: new Date(since.getTime() - CLOCK_SKEW) } },
    },
    sort: [{ field: "createdAt", descending: true }],
    pageSize: 1,
  }, options);
  return items[0]?.jobId;
}
