import type { Launch } from "./launch.ts";
import { consoleDirectory } from "./state_directory.ts";
import { createToken } from "./security/sign_in.ts";

/**
 * What to talk to when no start command said so: AWS, or a farm on this machine, as the environment
 * and the AWS files have it.
 */
export function launchFromEnvironment(env: { get(name: string): string | undefined }): Launch {
  const endpoint = env.get("AWS_ENDPOINT_URL_DEADLINE");
  const local = endpoint !== undefined &&
    /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(endpoint);
  const farmId = env.get("DEADLINE_LOCAL_FARM_ID");
  const queueId = env.get("DEADLINE_LOCAL_QUEUE_ID");
  const fixedBy = local ? "AWS_ENDPOINT_URL_DEADLINE" : env.get("AWS_PROFILE") && "AWS_PROFILE";
  return {
    ...(fixedBy ? { fixedBy } : {}),
    token: createToken(),
    port: 0,
    dataDir: consoleDirectory(env),
    mode: local ? "local" : "aws",
    name: local ? "Local farm" : env.get("AWS_PROFILE") ?? "AWS Deadline Cloud",
    profile: env.get("AWS_PROFILE") ?? "(default)",
    ...(farmId && queueId ? { suggest: { farmId, queueId } } : {}),
    roots: [],
  };
}
