import { isStopReason } from "@deadline/client/task";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change(
    { call: "requests" },
    ({ console, params }) => ({ retried: console.retries.retryNow(params.request) }),
  ),
  DELETE: change(
    { call: "requests" },
    ({ console, params, query }) => {
      const reason = query.get("reason");
      const why = isStopReason(reason) ? reason : undefined;
      return { stopped: console.fence.stop(params.request, why) };
    },
  ),
});
