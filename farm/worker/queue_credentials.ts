import { join } from "@std/path";
import { AssumeQueueRoleForWorkerCommand, type DeadlineClient } from "@aws-sdk/client-deadline";
import type { Credentials } from "@deadline/client/session";
import type { WorkerAddress } from "./entities.ts";
import { writePrivateFile } from "./files.ts";
import { retry } from "./retry.ts";

/** Milliseconds before the end of credentials at which new ones are fetched. */
const EARLY = 15 * 60_000;
/** Credentials that end sooner than in this many milliseconds are not handed out. */
const LEAST_LEFT = 60_000;
/** Least milliseconds between two fetches, whatever the service says about their end. */
const LEAST_WAIT = 30_000;

/**
 * Credentials of a queue's role for the programs of a session: an AWS profile in files of the
 * session's own, kept fresh until it is disposed.
 */
export class QueueCredentials implements Disposable {
  /** Variables that lead programs to the profile. */
  readonly variables: Readonly<Record<string, string>>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;
  readonly #refresh: () => Promise<Credentials | undefined>;
  #current: Credentials;

  private constructor(
    variables: Record<string, string>,
    first: Credentials,
    refresh: () => Promise<Credentials | undefined>,
  ) {
    this.variables = variables;
    this.#current = first;
    this.#refresh = refresh;
    this.#renewIn(lifetimeOf(first));
  }

  /**
   * Assumes the role and writes the profile; gives `undefined` if the service hands out no
   * credentials for the queue.
   */
  static async open(
    client: DeadlineClient,
    worker: WorkerAddress,
    { queueId, folder, region, signal }: {
      queueId: string;
      folder: string;
      region: string;
      signal: AbortSignal;
    },
  ): Promise<QueueCredentials | undefined> {
    const file = join(folder, "credentials.json");
    async function refresh(): Promise<Credentials | undefined> {
      const { credentials } = await retry(
        (abortSignal) =>
          client.send(new AssumeQueueRoleForWorkerCommand({ ...worker, queueId }), { abortSignal }),
        {
          signal,
        },
      );
      if (!credentials) return undefined;
      // The form that AWS tools expect from a credential process.
      const document = {
        Version: 1,
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: credentials.expiration?.toISOString(),
      };
      await writePrivateFile(file, JSON.stringify(document));
      return credentials as Credentials;
    }
    const first = await refresh();
    if (first === undefined) return undefined;
    const profile = `deadline-${queueId}`;
    const config = join(folder, "config");
    await writePrivateFile(
      config,
      `[profile ${profile}]\nregion = ${region}\ncredential_process = /bin/cat "${file}"\n`,
    );
    const shared = join(folder, "credentials");
    await writePrivateFile(shared, "");
    return new QueueCredentials(
      {
        AWS_PROFILE: profile,
        AWS_CONFIG_FILE: config,
        AWS_SHARED_CREDENTIALS_FILE: shared,
      },
      first,
      refresh,
    );
  }

  /** Credentials that still hold, for calls of the worker itself. */
  async current(): Promise<Credentials> {
    if (lifetimeOf(this.#current) < LEAST_LEFT) await this.#renew();
    return this.#current;
  }

  async #renew(): Promise<void> {
    this.#current = await this.#refresh() ?? this.#current;
  }

  #renewIn(lifetime: number): void {
    if (this.#disposed || !Number.isFinite(lifetime)) return;
    this.#timer = setTimeout(() => {
      // Failing to renew is noticed by the programs that use what has expired; it is tried again.
      this.#renew().then(() => this.#renewIn(lifetimeOf(this.#current)), () => this.#renewIn(0));
    }, Math.max(LEAST_WAIT, lifetime - EARLY));
  }

  /** Stops keeping the credentials fresh. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }
}

function lifetimeOf({ expiration }: Credentials): number {
  return (expiration?.getTime() ?? Infinity) - Date.now();
}
