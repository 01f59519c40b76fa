import { authState, signedInAgain } from "@/server/auth.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "ListFarms" }, async ({ console, call }) => {
    await signedInAgain(console);
    return await authState(console, call);
  }),
});
