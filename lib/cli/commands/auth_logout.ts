import { signOut } from "../../session/sign_in.ts";
import type { Context } from "../context.ts";

/** Signs out. */
export async function run(context: Context): Promise<void> {
  const config = await context.config();
  await signOut({
    session: config.sessionOptions(),
    monitorPath: config.getPath("deadline-cloud-monitor.path") || undefined,
    signal: context.signal,
  });
  const profile = config.get("defaults.aws_profile_name");
  if (context.format() === "json") return context.print({ profile, signedOut: true });
  context.say(`Signed out of profile ${profile}.`);
}
