import { join } from "@std/path";
import type { Farm } from "@deadline/farm";

/** The variables of a program that has a home of its own, and this machine's programs. */
export function homeEnvironment(home: string): Record<string, string> {
  const { env } = Deno;
  return {
    HOME: home,
    PATH: env.get("PATH") ?? "",
    DENO_DIR: env.get("DENO_DIR") ?? join(env.get("HOME") ?? "", ".cache", "deno"),
    DEADLINE_CONFIG_FILE_PATH: join(home, "config"),
    DEADLINE_CLOUD_TELEMETRY_OPT_OUT: "true",
  };
}

/** The same for a client of a farm. */
export function clientEnvironment(
  { endpoint, region, credentials }: Pick<Farm, "endpoint" | "region" | "credentials">,
  home: string,
): Record<string, string> {
  return {
    ...homeEnvironment(home),
    // One by one: with that of all services the Python client asks every region for its farms.
    AWS_ENDPOINT_URL_DEADLINE: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
    AWS_DISABLE_HOST_PREFIX_INJECTION: "true",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
