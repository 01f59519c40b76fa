import { join } from "@std/path";
import { AssumeQueueRoleForWorkerCommand, type DeadlineClient } from "@aws-sdk/client-deadline";
import type { WorkerAddress } from "./entities.ts";
import { writePrivateFile } from "./files.ts";
import { retry } from "./retry.ts";

/** Milliseconds before the end of credentials at which new ones are fetched. */
const EARLY = 15 * 60_000;
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
  readonly #refresh: () => Promise<number | undefined>;

  private constructor(
    variables: Record<string, string>,
    refresh: () => Promise<number | undefined>,
  ) {
    this.variables = variables;
    this.#refresh = refresh;
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
    async function refresh(): Promise<number | undefined> {
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
      return (credentials.expiration?.getTime() ?? Infinity) - Date.now();
    }
    const lifetime = await refresh();
    if (lifetime === undefined) return undefined;
    const profile = `deadline-${queueId}`;
    const config = join(folder, "config");
    await writePrivateFile(
      config,
      `[profile ${profile}]\nregion = ${region}\ncredential_process = /bin/cat "${file}"\n`,
    );
    const shared = join(folder, "credentials");
    await writePrivateFile(shared, "");
    const opened = new QueueCredentials({
      AWS_PROFILE: profile,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: shared,
    }, refresh);
    opened.#renewIn(lifetime);
    return opened;
  }

  #renewIn(lifetime: number): void {
    if (this.#disposed || !Number.isFinite(lifetime)) return;
    this.#timer = setTimeout(() => {
      // Failing to renew is noticed by the programs that use what has expired; it is tried again.
      this.#refresh().then((next) => this.#renewIn(next ?? 0), () => this.#renewIn(0));
    }, Math.max(LEAST_WAIT, lifetime - EARLY));
  }

  /** Stops keeping the credentials fresh. */
  [Symbol.dispose](): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }
}
