import { authState } from "@/server/auth.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "ListFarms" }, async ({ console, call }) => {
    console.gate.giveUp();
    return await authState(console, call);
  }),
});
