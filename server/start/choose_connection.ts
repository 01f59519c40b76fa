import { type Environment, namesCredentials, readAwsFiles } from "@deadline/client/session";

/** What the console will talk to, and why. */
export type Choice = { mode: "local" } | { mode: "aws"; profile: string };

/** Variables any of which says that the environment has credentials. */
const CREDENTIAL_VARIABLES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
];

/**
 * Chooses AWS if the options, the environment or the workstation configuration name credentials,
 * else the embedded farm. `configuredProfile` is the profile of the Deadline Cloud configuration.
 */
export async function chooseConnection(
  options: { local: boolean; profile: string | undefined },
  configuredProfile: string,
  env: Environment,
): Promise<Choice> {
  if (options.local) return { mode: "local" };
  if (options.profile) return { mode: "aws", profile: options.profile };
  if (!isDefault(configuredProfile)) return { mode: "aws", profile: configuredProfile };
  if (CREDENTIAL_VARIABLES.some((name) => env.get(name))) {
    return { mode: "aws", profile: env.get("AWS_PROFILE") || "(default)" };
  }
  const { profiles } = await readAwsFiles(env);
  return namesCredentials(profiles.default)
    ? { mode: "aws", profile: "(default)" }
    : { mode: "local" };
}

/** Whether a profile, or one that it builds on, gets its credentials from a program. */
export async function needsProcess(profile: string, env: Environment): Promise<boolean> {
  const { profiles } = await readAwsFiles(env);
  const seen = new Set<string>();
  let name: string | undefined = isDefault(profile) ? env.get("AWS_PROFILE") || "default" : profile;
  while (name && !seen.has(name)) {
    seen.add(name);
    if (profiles[name]?.credential_process) return true;
    name = profiles[name]?.source_profile;
  }
  return false;
}

function isDefault(profile: string): boolean {
  return profile === "" || profile === "default" || profile === "(default)";
}
