import { abortable } from "@std/async/abortable";
import { awsFilePaths, namesCredentials, readAwsFiles } from "./aws_profile.ts";
import { createConnections, type Route } from "./connections.ts";
import { runCredentialProcess } from "./credential_process.ts";
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
  /** The AWS account that they are of, if they tell. */
  accountId?: string;
}

/**
 * Gives credentials when a call needs them. The signal aborts when nobody waits for them any more.
 */
export type CredentialsProvider = (options?: CredentialsOptions) => Promise<Credentials>;

/** Options of a {@linkcode CredentialsProvider}. */
export interface CredentialsOptions {
  /** Stops the fetching. */
  signal?: AbortSignal | undefined;
}

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

/** Keys that count more than `credential_process` in the same profile. */
const BEFORE_PROCESS = ["aws_access_key_id", "role_arn", "web_identity_token_file"];

/**
 * The SDK's own chain of credential sources for a profile, with the files of this environment. What
 * it calls AWS for goes by the route of the session, and its connections close when it is stopped.
 * Each program that is started for it is told to `onProgram`, as a promise of its end.
 */
export function chainCredentials(
  env: Environment,
  profile: string | undefined,
  route: () => Promise<Route> = () => Promise.resolve({}),
  onProgram: (ended: Promise<unknown>) => void = () => {},
): CredentialsProvider {
  return async ({ signal } = {}) => {
    const paths = awsFilePaths(env);
    const files = { configFilepath: paths.config, filepath: paths.credentials, ignoreCache: true };
    const keys = profile ? (await readAwsFiles(env)).profiles[profile] : undefined;
    if (profile && keys?.credential_process && !BEFORE_PROCESS.some((key) => keys[key])) {
      const keysOfProgram = runCredentialProcess(keys.credential_process, profile, { signal });
      onProgram(keysOfProgram);
      return await keysOfProgram;
    }
    const { httpAgent, httpsAgent, destroy } = await createConnections(await route());
    const clientConfig = { requestHandler: { httpAgent, httpsAgent } };
    signal?.addEventListener("abort", destroy, { once: true });
    try {
      signal?.throwIfAborted();
      if (profile && namesCredentials(keys)) {
        // The chain would hide why the profile's own source failed behind "none found".
        const { fromIni } = await import("@aws-sdk/credential-provider-ini");
        return await fromIni({ profile, ...files, clientConfig })();
      }
      const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
      return await defaultProvider({ ...(profile ? { profile } : {}), ...files, clientConfig })();
    } finally {
      signal?.removeEventListener("abort", destroy);
      destroy();
    }
  };
}

/** Credentials that are kept while they hold. */
export interface KeptCredentials {
  /** Gives them, fetched if need be. */
  (): Promise<Credentials>;
  /** Fetches them anew, until `signal` aborts; tells whether they are others than before. */
  renew(signal: AbortSignal): Promise<boolean>;
  /** Makes the next caller fetch them anew. */
  forget(): void;
  /** Stops the fetching that is under way, if any is, for those who wait for it. */
  stop(reason: unknown): void;
}

/**
 * Keeps what `provider` gave until shortly before it ends. Callers that come while it is being
 * fetched share the one fetch. A failure is not kept; keys that still hold are given instead of it.
 */
export function keepFresh(
  provider: CredentialsProvider,
  now: () => number = Date.now,
): KeptCredentials {
  let kept: Credentials | undefined;
  let ahead = REFRESH_AHEAD;
  let fetching: Promise<Credentials> | undefined;
  const left = () => kept ? (kept.expiration?.getTime() ?? Infinity) - now() : 0;
  const keep = (found: Credentials) => {
    kept = found;
    // Those that never last so long would be fetched for every single call.
    ahead = Math.min(REFRESH_AHEAD, left() / 2);
    return found;
  };
  let stopping: AbortController | undefined;
  const fetchNew = async () => {
    const own = stopping = new AbortController();
    // The end of a process is not waited for: a later caller would share the end of this fetch.
    try {
      return keep(await abortable(provider({ signal: own.signal }), own.signal));
    } catch (error) {
      if (kept && left() > 0) return kept;
      throw error;
    } finally {
      if (stopping === own) fetching = stopping = undefined;
    }
  };
  const give = () => {
    if (kept && left() > ahead) return Promise.resolve(kept);
    return fetching ??= fetchNew();
  };
  const renew = async (signal: AbortSignal) => {
    const before = kept;
    const found = await provider({ signal });
    if (sameKeys(before, found)) return false;
    keep(found);
    return true;
  };
  return Object.assign(give, {
    renew,
    forget: () => void (kept = undefined),
    stop: (reason: unknown) => {
      stopping?.abort(reason);
      // Who comes next begins anew, and does not share the end of this one.
      fetching = stopping = undefined;
    },
  });
}

function sameKeys(one: Credentials | undefined, other: Credentials): boolean {
  return one?.accessKeyId === other.accessKeyId && one.sessionToken === other.sessionToken &&
    one.expiration?.getTime() === other.expiration?.getTime();
}
