import { type Environment, homeDirectory, readVariable } from "./environment.ts";

/** One profile of the AWS config and credentials files: its keys and their text. */
export type AwsProfile = Record<string, string | undefined>;

/** What the AWS files of this machine hold. */
export interface AwsFiles {
  /** Profiles by name, the two files merged. */
  profiles: Record<string, AwsProfile>;
  /** Endpoints of `[services NAME]` sections, by section name, then service id. */
  services: Record<string, Record<string, string>>;
}

/** Paths of the two AWS files. */
export interface AwsFilePaths {
  /** The config file: `AWS_CONFIG_FILE`, else `~/.aws/config`. */
  config: string;
  /** The credentials file: `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/credentials`. */
  credentials: string;
}

/** Tells where the AWS files of this environment are. */
export function awsFilePaths(env: Environment): AwsFilePaths {
  const home = homeDirectory(env);
  return {
    config: readVariable(env, "AWS_CONFIG_FILE") ?? `${home}/.aws/config`,
    credentials: readVariable(env, "AWS_SHARED_CREDENTIALS_FILE") ?? `${home}/.aws/credentials`,
  };
}

/** Reads the AWS config and credentials files; a missing file counts as an empty one. */
export async function readAwsFiles(env: Environment): Promise<AwsFiles> {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  const paths = awsFilePaths(env);
  const files = await loadSharedConfigFiles({
    configFilepath: paths.config,
    filepath: paths.credentials,
    ignoreCache: true,
  });
  const result: AwsFiles = { profiles: {}, services: {} };
  for (const [name, keys] of Object.entries(files.configFile)) {
    // Sections other than profiles come as "services.NAME", "sso-session.NAME".
    if (name.startsWith("services.")) result.services[name.slice(9)] = endpointsOf(keys);
    else if (!name.startsWith("sso-session.")) result.profiles[name] = { ...keys };
  }
  for (const [name, keys] of Object.entries(files.credentialsFile)) {
    result.profiles[name] = { ...result.profiles[name], ...keys };
  }
  return result;
}

/** Keys of a profile any of which says where its credentials come from. */
const CREDENTIAL_KEYS = [
  "aws_access_key_id",
  "credential_process",
  "credential_source",
  "login_session",
  "monitor_id",
  "role_arn",
  "sso_session",
  "sso_start_url",
  "web_identity_token_file",
];

/** Whether a profile says where its credentials come from. */
export function namesCredentials(profile: AwsProfile | undefined): boolean {
  return CREDENTIAL_KEYS.some((key) => profile?.[key]);
}

function endpointsOf(section: AwsProfile): Record<string, string> {
  const endpoints: Record<string, string> = {};
  for (const [key, value] of Object.entries(section)) {
    // Nested blocks arrive flattened as "<service>.endpoint_url".
    const service = /^(.+)\.endpoint_url$/.exec(key)?.[1];
    if (service && value) endpoints[service] = value;
  }
  return endpoints;
}

/** The profile names of the AWS files, `default` first if it is there, the rest in file order. */
export async function listAwsProfiles(env: Environment): Promise<string[]> {
  const names = Object.keys((await readAwsFiles(env)).profiles);
  return names.sort((a, b) => Number(b === "default") - Number(a === "default"));
}
