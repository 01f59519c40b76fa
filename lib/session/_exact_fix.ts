import { DeadlineError, isExpired } from "../errors/mod.ts";
import { awsFilePaths } from "./aws_profile.ts";
import { type CredentialsSource, credentialsSource } from "./credentials_source.ts";
import type { ServiceName } from "./endpoints.ts";
import type { Session } from "./session.ts";

/** The same error with a hint that names this session's profile, endpoint or region, where it helps. */
export async function withExactFix(
  error: DeadlineError,
  session: Session,
  service: ServiceName,
): Promise<DeadlineError> {
  const hint = await exactFix(error, session, service).catch(() => undefined);
  if (hint === undefined || hint === error.hint) return error;
  const { operation, code, reason, awsRequestId, retryable, status, cause } = error;
  const { retryAfterSeconds, neverLeft, clockOff } = error;
  return new DeadlineError({
    operation,
    code,
    reason,
    awsRequestId,
    retryable,
    hint,
    status,
    retryAfterSeconds,
    neverLeft,
    clockOff,
    cause,
  });
}

async function exactFix(
  error: DeadlineError,
  session: Session,
  service: ServiceName,
): Promise<string | undefined> {
  const source = await credentialsSource(session);
  const { profileName } = session;
  switch (error.code) {
    case "ProfileMissing":
      return await otherProfiles(session);
    case "CredentialsTimeout":
      return source === "PROCESS" || source === "DEADLINE_CLOUD_MONITOR_LOGIN"
        ? `See what its credential_process waits for: aws configure export-credentials --profile ${profileName}`
        : undefined;
    case "CredentialsFailed":
    case "CredentialsMissing":
      return SIGN_IN[source]?.(profileName) ??
        (source === "PROCESS"
          ? `Run it by hand to see why: aws configure export-credentials --profile ${profileName}`
          : undefined);
    case "RegionMissing":
      return `Run: aws configure set region REGION --profile ${profileName}, or pass --region`;
    case "NetworkError":
      return await unreachable(session, service);
    default:
      return isExpired(error) ? await renewal(source, session) : undefined;
  }
}

const SIGN_IN: Partial<Record<CredentialsSource, (profile: string) => string>> = {
  DEADLINE_CLOUD_MONITOR_LOGIN: (profile) => `Run: deadline auth login --profile ${profile}`,
  AWS_CONSOLE_LOGIN: (profile) => `Run: aws login --profile ${profile}`,
  SSO: (profile) => `Run: aws sso login --profile ${profile}`,
};

/** How the credentials of each source become new. */
async function renewal(source: CredentialsSource, session: Session): Promise<string | undefined> {
  const { profileName } = session;
  const signIn = SIGN_IN[source];
  if (signIn) return signIn(profileName);
  switch (source) {
    case "ENVIRONMENT":
      return "Set new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or unset them to use a profile";
    case "STATIC_KEYS":
      return `Put new keys into [${profileName}] of ${awsFilePaths(session.env).credentials}`;
    case "PROCESS":
      return `Its credential_process gives keys that have expired; sign in to what it asks: aws configure export-credentials --profile ${profileName}`;
    case "ASSUME_ROLE": {
      const base = (await session.awsProfile())?.source_profile;
      return base === undefined
        ? undefined
        : `Sign in to the profile "${base}" that it builds on: aws sso login --profile ${base}`;
    }
    default:
      return undefined;
  }
}

async function otherProfiles(session: Session): Promise<string> {
  const { listAwsProfiles } = await import("./aws_profile.ts");
  const names = await listAwsProfiles(session.env);
  if (names.length === 0) return "There are no AWS profiles yet; make one: aws configure sso";
  const shown = names.slice(0, 10).join(", ") + (names.length > 10 ? ", …" : "");
  return `Run: deadline config set defaults.aws_profile_name NAME, with one of: ${shown}`;
}

async function unreachable(session: Session, service: ServiceName): Promise<string | undefined> {
  const endpoint = await session.endpoint(service);
  if (endpoint) {
    return `Nothing answers at ${
      withoutSecrets(endpoint)
    }: start it, or correct AWS_ENDPOINT_URL, 'endpoint_url' in the AWS config file, or --endpoint-url`;
  }
  const region = await session.region();
  return `Check the network and the proxy, and that "${region}" is a region of AWS Deadline Cloud`;
}

function withoutSecrets(endpoint: string): string {
  const url = URL.parse(endpoint);
  return url ? `${url.protocol}//${url.host}` : "the endpoint";
}
