import { change } from "@/server/route.ts";
import { signOut } from "@/server/security/sign_out.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  async POST(ctx) {
    const response = await change({ call: "signOut" }, () => ({ signedOut: true }))(ctx);
    signOut(ctx.req, ctx.state.console.signIn, response.headers);
    return response;
  },
});
