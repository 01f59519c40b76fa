import { authState } from "@/server/auth.ts";
import { single } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  GET: single(
    { call: "ListFarms", cli: "auth status", library: "checkAuthentication" },
    ({ console, call }) => authState(console, call),
    // Who asks again wants to know how things are now, not when another tab asked.
    { shared: false },
  ),
});
