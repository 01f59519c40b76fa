import { describeBundle } from "@/server/bundles.ts";
import { required } from "@/server/ask.ts";
import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    { call: "bundle" },
    ({ console, query, signal }) => describeBundle(required(query, "path"), console.roots, signal),
  ),
});
