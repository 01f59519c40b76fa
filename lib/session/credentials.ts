import { awsFilePaths } from "./aws_profile.ts";
import { type Environment, readVariable } from "./environment.ts";

/** AWS keys. They are secrets: they belong into no log, URL or error. */
export interface Credentials {
  /** The access key id. */
  accessKeyId: string;
  /** The secret that belongs to it. */
  secretAccessKey: string;
  /** The token of temporary keys. */
  sessionToken?: string;
  /** When temporary keys end. */
  expiration?: Date;
}

/** Gives credentials when a call needs them. */
export type CredentialsProvider = () => Promise<Credentials>;

/** Keys that end sooner than this many milliseconds from now are fetched anew. */
const REFRESH_AHEAD = 5 * 60_000;

/** Static keys of the environment, if both halves are there. */
export function environmentCredentials(env: Environment): Credentials | undefined {
  const accessKeyId = readVariable(env, "AWS_ACCESS_KEY_ID");
  const secretAccessKey = readVariable(env, "AWS_SECRET_ACCESS_KEY");
  if (!accessKeyId || !secretAccessKey) return undefined;
  const sessionToken = readVariable(env, "AWS_SESSION_TOKEN");
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

/** The SDK's own chain of credential sources for a profile, with the files of this environment. */
export function chainCredentials(
  env: Environment,
  profile: string | undefined,
): CredentialsProvider {
  return async () => {
    const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
    const paths = awsFilePaths(env);
    return await defaultProvider({
      ...(profile ? { profile } : {}),
      configFilepath: paths.config,
      filepath: paths.credentials,
      ignoreCache: true,
    })();
  };
}

/**
 * Keeps what `provider` gave until shortly before it ends. Callers that come while it is being
 * fetched share the one fetch; a failure is not kept.
 */
export function keepFresh(
  provider: CredentialsProvider,
  now: () => number = Date.now,
): CredentialsProvider {
  let kept: Credentials | undefined;
  let fetching: Promise<Credentials> | undefined;
  return () => {
    if (kept && (kept.expiration?.getTime() ?? Infinity) - now() > REFRESH_AHEAD) {
      return Promise.resolve(kept);
    }
    fetching ??= provider().then((credentials) => kept = credentials)
      .finally(() => fetching = undefined);
    return fetching;
  };
}
