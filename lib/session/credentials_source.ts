import { environmentCredentials } from "./credentials.ts";
import { readVariable } from "./environment.ts";
import type { Session } from "./session.ts";

/**
 * Where the credentials of a session come from.
 *
 * - `OPTION`: the caller handed them in
 * - `ENVIRONMENT`: environment variables
 * - `DEADLINE_CLOUD_MONITOR_LOGIN`: a profile that Deadline Cloud monitor signs in
 * - `AWS_CONSOLE_LOGIN`: a profile that `aws login` signs in
 * - `SSO`, `PROCESS`, `ASSUME_ROLE`, `STATIC_KEYS`: what the profile says
 * - `HOST_PROVIDED`: the container, the instance, or whatever else the SDK's chain finds
 * - `NOT_VALID`: the named profile does not exist
 */
export type CredentialsSource =
  | "OPTION"
  | "ENVIRONMENT"
  | "DEADLINE_CLOUD_MONITOR_LOGIN"
  | "AWS_CONSOLE_LOGIN"
  | "SSO"
  | "PROCESS"
  | "ASSUME_ROLE"
  | "STATIC_KEYS"
  | "HOST_PROVIDED"
  | "NOT_VALID";

/** Tells where the credentials of a session come from, without fetching them. */
export async function credentialsSource(session: Session): Promise<CredentialsSource> {
  if (session.hasOwnCredentials) return "OPTION";
  if (!session.profile && environmentCredentials(session.env)) return "ENVIRONMENT";
  const profile = await session.awsProfile();
  if (!profile) {
    const named = session.profile ?? readVariable(session.env, "AWS_PROFILE");
    return named ? "NOT_VALID" : "HOST_PROVIDED";
  }
  if (profile.monitor_id) return "DEADLINE_CLOUD_MONITOR_LOGIN";
  if (profile.login_session) return "AWS_CONSOLE_LOGIN";
  if (profile.role_arn) return "ASSUME_ROLE";
  if (profile.sso_session || profile.sso_start_url) return "SSO";
  if (profile.credential_process) return "PROCESS";
  return profile.aws_access_key_id ? "STATIC_KEYS" : "HOST_PROVIDED";
}
