import { join } from "@std/path";
import { endpointVariables } from "@/farm/endpoint_variables.ts";
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
  farm: Pick<Farm, "endpoint" | "region" | "credentials">,
  home: string,
): Record<string, string> {
  return {
    ...homeEnvironment(home),
    ...endpointVariables(farm),
    AWS_ACCESS_KEY_ID: farm.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: farm.credentials.secretAccessKey,
  };
}
