import { type AwsFiles, type AwsProfile, readAwsFiles } from "./aws_profile.ts";
import { allowsPrivateEndpoint, checkEndpoint } from "./check_endpoint.ts";
import { createClient, type ServiceClients } from "./clients.ts";
import { createConnections, type Route } from "./connections.ts";
import {
  chainCredentials,
  type Credentials,
  type CredentialsProvider,
  environmentCredentials,
  keepFresh,
  type KeptCredentials,
} from "./credentials.ts";
import { DeadlineError, hintFor } from "../errors/mod.ts";
import type { CredentialGate } from "./credential_gate.ts";
import { type Endpoints, resolveEndpoint, type ServiceName } from "./endpoints.ts";
import { type Environment, readVariable } from "./environment.ts";
import { resolveRoute } from "./route.ts";
import { deadline, Stopped } from "../task/mod.ts";

/** Options for {@linkcode createSession}. */
export interface SessionOptions {
  /** The AWS profile; `(default)`, `default` and empty text mean the SDK's default chain. */
  profile?: string | undefined;
  /** The AWS region; else `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile's. */
  region?: string | undefined;
  /** A custom endpoint for all services, or one for each; else as the AWS tools find it. */
  endpoint?: Endpoints | undefined;
  /**
   * Whether a custom endpoint may be in a private network (10.0.0.0/8 and the like). Else the
   * environment variable `DEADLINE_ALLOW_PRIVATE_ENDPOINT` says so by `1`.
   *
   * @default {false}
   */
  allowPrivateEndpoint?: boolean | undefined;
  /** Keys, or what gives them; else the environment's or the SDK's provider chain. */
  credentials?: Credentials | CredentialsProvider | undefined;
  /**
   * How often a call that failed for a passing reason is made at most, the first time included.
   *
   * @default {3}
   */
  maxAttempts?: number | undefined;
  /**
   * Milliseconds that a call may take, all attempts together.
   *
   * @default {60_000}
   */
  timeout?: number | undefined;
  /**
   * Milliseconds that connecting may take.
   *
   * @default {5_000}
   */
  connectionTimeout?: number | undefined;
  /**
   * The proxy that AWS is reached through, as `http://HOST:PORT`; else `HTTPS_PROXY`. Hosts of
   * `NO_PROXY` and this machine itself are reached directly.
   */
  httpsProxy?: string | undefined;
  /** The file of certificates (PEM) that are trusted; else `AWS_CA_BUNDLE` or the profile's. */
  caBundle?: string | undefined;
  /** Where calls wait while the credentials are expired; without one they fail. */
  gate?: CredentialGate | undefined;
  /** What the client calls itself to AWS, as `name#version`. */
  userAgent?: string | undefined;
  /**
   * Environment variables.
   *
   * @default {Deno.env}
   */
  env?: Environment | undefined;
}

/** Milliseconds that a close waits for the programs it has stopped; it kills them, so they need less. */
const PROGRAMS_END = 1_000;

/**
 * Who calls AWS, where and how: credentials, region, endpoints and connections. Any number of
 * sessions can live side by side. Closing one ends its calls and its connections.
 */
export class Session implements AsyncDisposable {
  /** The named AWS profile, or `undefined` for the default chain. */
  readonly profile: string | undefined;
  /** How often a call is made at most. */
  readonly maxAttempts: number;
  /** Milliseconds that a call may take. */
  readonly timeout: number;
  /** Aborts when the session closes. */
  readonly signal: AbortSignal;
  /** Where environment variables are looked up. */
  readonly env: Environment;
  /** Where calls wait while the credentials are expired. */
  readonly gate: CredentialGate | undefined;

  readonly #options: SessionOptions;
  readonly #closing = new AbortController();
  readonly #clients = new Map<string, Promise<ServiceClients[ServiceName]>>();
  readonly #retired: Promise<ServiceClients[ServiceName]>[] = [];
  readonly #credentials: KeptCredentials;
  readonly #programs = new Set<Promise<unknown>>();
  #credentialsVersion = 0;
  #needs = 0;
  #renewing: Promise<boolean> | undefined;
  #files: Promise<AwsFiles> | undefined;
  #route: Promise<Route> | undefined;

  /** Makes the session; nothing is read or sent until the first call. */
  constructor(options: SessionOptions = {}) {
    this.#options = options;
    this.env = options.env ?? Deno.env;
    this.profile = namedProfile(options.profile);
    this.maxAttempts = options.maxAttempts ?? 3;
    this.timeout = options.timeout ?? 60_000;
    this.signal = this.#closing.signal;
    this.gate = options.gate;
    this.#credentials = keepFresh(this.#credentialsProvider());
  }

  /** The profile that settings are read from: the named one, `AWS_PROFILE`, or `default`. */
  get profileName(): string {
    return this.profile ?? readVariable(this.env, "AWS_PROFILE") ?? "default";
  }

  /** Whether the caller handed in credentials, rather than naming where to find them. */
  get hasOwnCredentials(): boolean {
    return this.#options.credentials !== undefined;
  }

  /** The region calls go to unless told otherwise, or `undefined` if none is set. */
  async region(): Promise<string | undefined> {
    return this.#options.region || readVariable(this.env, "AWS_REGION") ||
      readVariable(this.env, "AWS_DEFAULT_REGION") || (await this.awsProfile())?.region;
  }

  /** The custom endpoint of a service, or `undefined` if AWS's own is used. */
  endpoint(service: ServiceName): Promise<string | undefined> {
    return resolveEndpoint(service, {
      option: this.#options.endpoint,
      env: this.env,
      files: () => this.#readFiles(),
      profile: this.profileName,
    });
  }

  /**
   * By what way the session's connections leave this machine.
   *
   * @throws {DeadlineError} if the proxy or the file of certificates that is named is of no use.
   */
  route(): Promise<Route> {
    const { httpsProxy, caBundle } = this.#options;
    return this.#route ??= resolveRoute({
      httpsProxy,
      caBundle,
      env: this.env,
      profileBundle: async () => (await this.awsProfile())?.ca_bundle,
    });
  }

  /** The keys of the session's profile in the AWS files, or `undefined` if there is no such one. */
  async awsProfile(): Promise<AwsProfile | undefined> {
    return (await this.#readFiles()).profiles[this.profileName];
  }

  /** The credentials to sign with, fetched when needed and kept until shortly before they end. */
  async credentials(): Promise<Credentials> {
    using _interest = this.needCredentials();
    return await this.#credentials();
  }

  /**
   * Tells that somebody may need credentials until this is disposed of. When nobody does any more,
   * fetching them stops: a `credential_process` that hangs is ended.
   */
  needCredentials(): Disposable {
    this.#needs++;
    return {
      [Symbol.dispose]: () => {
        if (--this.#needs > 0) return;
        this.#credentials.stop(new Stopped("closed", "nobody waits for the credentials"));
      },
    };
  }

  /** Counts up whenever the credentials become others. */
  get credentialsVersion(): number {
    return this.#credentialsVersion;
  }

  /**
   * Fetches the credentials anew, and tells whether they are others than those kept until now. A
   * fetch that fails counts as no.
   */
  renewCredentials(): Promise<boolean> {
    return this.#renewing ??= this.#credentials.renew(this.signal).catch(() => false).then(
      (isNew) => {
        this.#renewing = undefined;
        if (isNew) this.#retireClients();
        return isNew;
      },
    );
  }

  /**
   * Makes the next call fetch its credentials anew, unless they are others than those of `version`
   * already. Calls in flight go on.
   */
  forgetCredentials(version: number = this.#credentialsVersion): void {
    if (version !== this.#credentialsVersion) return;
    this.#credentials.forget();
    this.#retireClients();
  }

  /**
   * Reads the AWS files anew, fetches new credentials and makes new connections when the next call needs
   * them. Calls in flight go on.
   */
  reload(): void {
    this.#files = undefined;
    this.#route = undefined;
    this.#credentials.forget();
    this.#retireClients();
  }

  /**
   * The user that lists are asked for, when the profile was made by Deadline Cloud monitor; the
   * service then answers with what that user is a member of.
   */
  async principalId(): Promise<string | undefined> {
    if (this.hasOwnCredentials || (!this.profile && environmentCredentials(this.env))) {
      return undefined;
    }
    const profile = await this.awsProfile();
    return profile?.monitor_id ? profile.user_id : undefined;
  }

  /** The SDK client of a service, made on first use and kept until the session closes. */
  client<S extends ServiceName>(service: S, region?: string): Promise<ServiceClients[S]> {
    this.signal.throwIfAborted();
    const key = `${service} ${region ?? ""}`;
    let client = this.#clients.get(key) as Promise<ServiceClients[S]> | undefined;
    if (!client) {
      client = this.#createClient(service, region);
      this.#clients.set(key, client);
      client.catch(() => this.#clients.delete(key));
    }
    return client;
  }

  /** A session that is the same but for its credentials. The caller closes it. */
  withCredentials(credentials: Credentials | CredentialsProvider): Session {
    return new Session({ ...this.#options, credentials });
  }

  /**
   * Aborts the calls in flight, closes all connections and ends the programs that fetch credentials;
   * those it waits for, but not for long. Closing twice is fine.
   */
  async close(): Promise<void> {
    const reason = new Stopped("closed", "the session was closed");
    this.#closing.abort(reason);
    this.#credentials.stop(reason);
    const clients = [...this.#retired.splice(0), ...this.#clients.values()];
    this.#clients.clear();
    for (const client of await Promise.allSettled(clients)) {
      if (client.status === "fulfilled") client.value.destroy();
    }
    if (this.#programs.size === 0) return;
    const ended = Promise.allSettled(this.#programs);
    await deadline(PROGRAMS_END, () => ended).catch(() => {});
  }

  /** Closes the session, so that it works with `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #createClient<S extends ServiceName>(
    service: S,
    region: string | undefined,
  ): Promise<ServiceClients[S]> {
    await this.#checkProfile();
    const [custom, home, route] = await Promise.all([
      this.endpoint(service),
      this.region(),
      this.route(),
    ]);
    // An endpoint that names the session's region is meant for others too, each under its own name.
    const endpoint = region && home ? custom?.replace(`.${home}.`, `.${region}.`) : custom;
    if (endpoint) {
      const { allowPrivateEndpoint } = this.#options;
      const allowPrivate = allowsPrivateEndpoint(allowPrivateEndpoint, this.env);
      await checkEndpoint(endpoint, { allowPrivate, isProxied: route.proxy !== undefined });
    }
    return await createClient(service, {
      region: region ?? home,
      endpoint,
      credentials: this.#credentials,
      connectionTimeout: this.#options.connectionTimeout ?? 5_000,
      connections: await createConnections(route),
      userAgent: this.#options.userAgent,
    });
  }

  /** A profile that is not there would else be told of as whatever is missed first. */
  async #checkProfile(): Promise<void> {
    if (this.hasOwnCredentials || (!this.profile && environmentCredentials(this.env))) return;
    const named = this.profile ?? readVariable(this.env, "AWS_PROFILE");
    if (!named || await this.awsProfile()) return;
    throw new DeadlineError({
      operation: "UseProfile",
      code: "ProfileMissing",
      reason: `there is no AWS profile "${named}"`,
      hint: hintFor("ProfileMissing"),
      neverLeft: true,
    });
  }

  /** The SDK's clients keep credentials of their own, so new ones need new clients. */
  #retireClients(): void {
    this.#credentialsVersion++;
    this.#retired.push(...this.#clients.values());
    this.#clients.clear();
  }

  #credentialsProvider(): CredentialsProvider {
    const given = this.#options.credentials;
    if (typeof given === "function") return given;
    const fixed = given ?? (this.profile ? undefined : environmentCredentials(this.env));
    return fixed ? () => Promise.resolve(fixed) : chainCredentials(
      this.env,
      this.profile ?? readVariable(this.env, "AWS_PROFILE"),
      () => this.route(),
      (ended) => this.#follow(ended),
    );
  }

  #follow(program: Promise<unknown>): void {
    this.#programs.add(program);
    const forget = () => void this.#programs.delete(program);
    program.then(forget, forget);
  }

  #readFiles(): Promise<AwsFiles> {
    this.#files ??= readAwsFiles(this.env);
    return this.#files;
  }
}

/**
 * Makes a {@linkcode Session}. Nothing is read or sent until its first call.
 *
 * ```ts
 * import { createSession, listFarms } from "@deadline/client";
 *
 * await using session = createSession({ profile: "studio", region: "us-west-2" });
 * for await (const farm of listFarms({}, { session })) console.log(farm.displayName);
 * ```
 */
export function createSession(options: SessionOptions = {}): Session {
  return new Session(options);
}

let shared: Session | undefined;

/** The session of calls that were given none: made of the environment, on first use. */
export function defaultSession(): Session {
  if (!shared || shared.signal.aborted) shared = createSession();
  return shared;
}

function namedProfile(profile: string | undefined): string | undefined {
  return profile && profile !== "(default)" && profile !== "default" ? profile : undefined;
}
