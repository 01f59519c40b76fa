import { found } from "@/server/found.ts";
import { change, single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    { call: "operations" },
    ({ console, params }) => found(console.operations.get(params.id), "operation", params.id),
  ),
  DELETE: change(
    { call: "operations" },
    ({ console, params }) => found(console.operations.cancel(params.id), "operation", params.id),
  ),
});
