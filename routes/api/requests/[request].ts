import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change(
    { call: "requests" },
    ({ console, params }) => ({ retried: console.retries.retryNow(params.request) }),
  ),
  DELETE: change(
    { call: "requests" },
    ({ console, params }) => ({ stopped: console.fence.stop(params.request) }),
  ),
});
