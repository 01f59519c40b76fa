import { signIn } from "../../session/sign_in.ts";
import type { Context } from "../context.ts";

/** Signs in; Ctrl-C ends the program that was started for it. */
export async function run(context: Context): Promise<void> {
  const config = await context.config();
  const seconds = context.args.number("timeout");
  const found = await signIn({
    session: { ...config.sessionOptions(), endpoint: context.args.text("endpoint-url") },
    monitorPath: config.getPath("deadline-cloud-monitor.path") || undefined,
    signal: context.signal,
    timeout: seconds === undefined ? undefined : seconds * 1000,
    // Results go to standard output; what a person has to do meanwhile does not.
    onStart: (command) => context.io.err(`Started: ${command.join(" ")}\n`),
    onOutput: (line) => context.io.err(`${line}\n`),
  });
  if (context.format() === "json") {
    return context.print({
      profile_name: found.profile,
      source: found.source,
      status: found.status,
    });
  }
  context.say(`Signed in to profile ${found.profile}.`);
}
