import { found } from "@/server/found.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change(
    { call: "operations" },
    ({ console, params }) => ({
      id: found(console.operations.retry(params.id), "operation", params.id),
    }),
    202,
  ),
});
