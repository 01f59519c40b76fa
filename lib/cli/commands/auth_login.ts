import { signIn } from "../../session/sign_in.ts";
import type { Context } from "../context.ts";

/** Signs in; Ctrl-C ends the program that was started for it. */
export async function run(context: Context): Promise<void> {
  const config = await context.config();
  const found = await signIn({
    session: { ...config.sessionOptions(), endpoint: context.args.text("endpoint-url") },
    monitorPath: config.getPath("deadline-cloud-monitor.path") || undefined,
    signal: context.signal,
  });
  context.say(`Signed in to profile ${found.profile}.`);
}
