import { diagnose } from "@/server/diagnostics.ts";
import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    { call: "ListFarms", cli: "farm list", library: "listFarms" },
    ({ console, call }) => diagnose(console, call),
  ),
});
