import { idsOf } from "@/server/ids.ts";
import { logPages } from "@/server/logs.ts";
import { list } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  // Not shared: a log that is followed would be kept in memory as long as anybody does.
  GET: list(
    (ask) => ({
      call: "GetLogEvents",
      cli: "job logs",
      library: "getSessionLogs",
      ids: idsOf(ask),
    }),
    logPages,
    { shared: false },
  ),
});
