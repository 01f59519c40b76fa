import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { AssumeFleetRoleForWorkerCommand, DeadlineClient } from "@aws-sdk/client-deadline";
import { FetchHttpHandler } from "@smithy/fetch-http-handler";
import { retry } from "./retry.ts";
import type { WorkerSettings } from "./settings.ts";

/** The clients of a worker, signed as what the worker is at the time. */
export interface WorkerClients {
  /** Deadline, as the worker's fleet role. */
  deadline: DeadlineClient;
  /** Logs, as the worker's fleet role. */
  logs: CloudWatchLogsClient;
  /** Whether the service holds schedule calls until there is news, by what it said last. */
  held(): boolean;
  /** Closes their connections. */
  close(): void;
}

const COMMON = {
  // Retries are the worker's own, since it has to see each failure.
  maxAttempts: 1,
  // The agent of node:http never gives back the place of a call that is aborted on a connection
  // used before: a worker that breaks its waits would stand still after fifty of them.
  requestHandler: new FetchHttpHandler(),
};

/** A client that signs with the bootstrap keys. */
export function bootstrapClient({ region, endpoint, bootstrap }: WorkerSettings): DeadlineClient {
  return new DeadlineClient({
    ...COMMON,
    region,
    ...(endpoint && { endpoint }),
    credentials: bootstrap,
    disableHostPrefix: true,
  });
}

/** Clients that sign with credentials of the fleet role; the SDK asks for new ones in time. */
export function workerClients(
  settings: WorkerSettings,
  bootstrap: DeadlineClient,
  workerId: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): WorkerClients {
  const { farmId, fleetId, region, endpoint, logsEndpoint } = settings;
  const credentials = async () => {
    const answer = await retry(
      (abortSignal) =>
        bootstrap.send(new AssumeFleetRoleForWorkerCommand({ farmId, fleetId, workerId }), {
          abortSignal,
        }),
      { signal },
    );
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = answer.credentials!;
    return {
      accessKeyId: accessKeyId!,
      secretAccessKey: secretAccessKey!,
      sessionToken: sessionToken!,
      expiration: expiration!,
    };
  };
  const deadline = new DeadlineClient({
    ...COMMON,
    region,
    ...(endpoint && { endpoint }),
    credentials,
    disableHostPrefix: true,
  });
  const held = letBeHeld(deadline);
  const logs = new CloudWatchLogsClient({
    ...COMMON,
    region,
    ...(logsEndpoint && { endpoint: logsEndpoint }),
    credentials: () => deadline.config.credentials(),
    disableHostPrefix: true,
  });
  return {
    deadline,
    logs,
    held,
    close() {
      deadline.destroy();
      logs.destroy();
    },
  };
}

/** What is looked at of the answer to a call. */
interface Answer {
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Names in each schedule call the tag of the last answer, so that the service may hold the call
 * until it has another one, also while the worker is busy. A service that gives its answers no tag
 * holds nothing; the result says whether this one does.
 */
function letBeHeld(client: DeadlineClient): () => boolean {
  let tag: string | undefined;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName !== "UpdateWorkerScheduleCommand") return await next(args);
      const { headers } = args.request as { headers: Record<string, string> };
      if (tag !== undefined) headers["if-none-match"] = tag;
      const result = await next(args);
      tag = (result.response as Answer).headers?.etag;
      return result;
    },
    { step: "build", name: "letBeHeld" },
  );
  return () => tag !== undefined;
}
