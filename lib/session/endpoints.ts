import type { AwsFiles, AwsProfile } from "./aws_profile.ts";
import { type Environment, readVariable } from "./environment.ts";

/** The AWS services that the client talks to. */
export type ServiceName = "deadline" | "logs" | "s3" | "sts";

/** An endpoint for all services, or one for each. */
export type Endpoints = string | Partial<Record<ServiceName, string>>;

/** Each service under the name that the AWS tools give it in variables and config files. */
const CONFIG_ID: Record<ServiceName, string> = {
  deadline: "deadline",
  logs: "cloudwatch_logs",
  s3: "s3",
  sts: "sts",
};

/** Where a custom endpoint may be named, in the order in which the sources win. */
export interface EndpointSources {
  /** What the caller passed. */
  option: Endpoints | undefined;
  /** Environment variables. */
  env: Environment;
  /** Reads the AWS files; called only if nothing above decides. */
  files: () => Promise<AwsFiles>;
  /** The profile whose settings apply. */
  profile: string;
}

/** Finds the custom endpoint of a service: option, then environment, then AWS config file. */
export async function resolveEndpoint(
  service: ServiceName,
  sources: EndpointSources,
): Promise<string | undefined> {
  const { option, env } = sources;
  const given = typeof option === "string" ? option : option?.[service];
  if (given) return given;
  if (readVariable(env, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.toLowerCase() === "true") {
    return undefined;
  }
  const id = CONFIG_ID[service];
  const fromEnvironment = readVariable(env, `AWS_ENDPOINT_URL_${id.toUpperCase()}`) ??
    readVariable(env, "AWS_ENDPOINT_URL");
  if (fromEnvironment) return fromEnvironment;
  const files = await sources.files();
  const profile: AwsProfile = files.profiles[sources.profile] ?? {};
  return files.services[profile.services ?? ""]?.[id] ?? profile.endpoint_url;
}
