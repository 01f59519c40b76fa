import type { Launch } from "./launch.ts";
import { consoleDirectory } from "./state_directory.ts";
import { createToken } from "./security/sign_in.ts";

/**
 * What to talk to when no start command said so: AWS, as the environment and the AWS files have it.
 * `DEADLINE_CONSOLE_PORT` tells the port that somebody else listens on.
 */
export function launchFromEnvironment(env: { get(name: string): string | undefined }): Launch {
  const endpoint = env.get("AWS_ENDPOINT_URL_DEADLINE");
  const local = endpoint !== undefined &&
    /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(endpoint);
  const farmId = env.get("DEADLINE_LOCAL_FARM_ID");
  const queueId = env.get("DEADLINE_LOCAL_QUEUE_ID");
  return {
    token: createToken(),
    port: Number(env.get("DEADLINE_CONSOLE_PORT") ?? 0) || 0,
    dataDir: env.get("DEADLINE_CONSOLE_DATA") ?? consoleDirectory(env),
    mode: local ? "local" : "aws",
    name: local ? "Local farm" : env.get("AWS_PROFILE") ?? "AWS Deadline Cloud",
    profile: env.get("AWS_PROFILE") ?? "(default)",
    ...(farmId && queueId ? { suggest: { farmId, queueId } } : {}),
    roots: [],
  };
}
