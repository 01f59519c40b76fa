import { startSignIn } from "@/server/aws_sign_in.ts";
import { change } from "@/server/route.ts";
import { define } from "@/server/state.ts";

export const handler = define.handlers({
  POST: change({ call: "sign-in", cli: "auth login" }, ({ console }) => ({
    id: startSignIn(console),
  }), 202),
});
