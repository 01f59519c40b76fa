import { call } from "../../session/call.ts";
import type { Context } from "../context.ts";

/** Writes the credentials of a queue's role as a `credential_process` has to, and nothing else. */
export async function run(context: Context): Promise<void> {
  const input = { farmId: await context.farmId(), queueId: await context.queueId() };
  const operation = context.args.text("mode") === "READ"
    ? "AssumeQueueRoleForRead"
    : "AssumeQueueRoleForUser";
  const { credentials } = await call("deadline", operation, input, await context.calls());
  context.say(JSON.stringify({
    Version: 1,
    AccessKeyId: credentials?.accessKeyId,
    SecretAccessKey: credentials?.secretAccessKey,
    SessionToken: credentials?.sessionToken,
    Expiration: credentials?.expiration?.toISOString(),
  }));
}
