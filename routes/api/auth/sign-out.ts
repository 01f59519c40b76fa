import { authState } from "@/server/auth.ts";
import { signOutOfAws } from "@/server/aws_sign_in.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "sign-out", cli: "auth logout" }, async ({ console, call, signal }) => {
    await signOutOfAws(console, signal);
    return await authState(console, call);
  }),
});
