import type * as logs from "@aws-sdk/client-cloudwatch-logs";
import type * as deadline from "@aws-sdk/client-deadline";
import type * as s3 from "@aws-sdk/client-s3";
import type * as sts from "@aws-sdk/client-sts";
import { VERSION } from "../version.ts";
import { sendPlainly } from "./_send_plainly.ts";
import type { Connections } from "./connections.ts";
import type { CredentialsProvider } from "./credentials.ts";
import type { ServiceName } from "./endpoints.ts";

/** The SDK's client of AWS Deadline Cloud. */
export type DeadlineClient = deadline.DeadlineClient;

/** The SDK's client of Amazon CloudWatch Logs. */
export type LogsClient = logs.CloudWatchLogsClient;

/** The SDK's client of Amazon S3. */
export type S3Client = s3.S3Client;

/** The SDK's client of AWS Security Token Service. */
export type StsClient = sts.STSClient;

/** The SDK's client of each service. */
export interface ServiceClients {
  /** AWS Deadline Cloud. */
  deadline: DeadlineClient;
  /** Amazon CloudWatch Logs. */
  logs: LogsClient;
  /** Amazon S3. */
  s3: S3Client;
  /** AWS Security Token Service. */
  sts: StsClient;
}

/** What a client is made from, everything resolved. */
export interface ClientSettings {
  /** The region, or `undefined` if none is set anywhere. */
  region: string | undefined;
  /** The custom endpoint, if any. */
  endpoint: string | undefined;
  /** Gives the keys to sign with. */
  credentials: CredentialsProvider;
  /** Milliseconds that connecting may take. */
  connectionTimeout: number;
  /** How it connects; closed with the client. */
  connections: Connections;
  /** What the client calls itself, as `name#version`. */
  userAgent: string | undefined;
}

/** Imports the SDK of a service. An SDK takes long to load, so each is loaded when first called. */
export const loadSdk = {
  deadline: once(() => import("@aws-sdk/client-deadline")),
  logs: once(() => import("@aws-sdk/client-cloudwatch-logs")),
  s3: once(() => import("@aws-sdk/client-s3")),
  sts: once(() => import("@aws-sdk/client-sts")),
} as const;

/** Makes the SDK client of a service. */
export async function createClient<S extends ServiceName>(
  service: S,
  settings: ClientSettings,
): Promise<ServiceClients[S]> {
  const { region, endpoint } = settings;
  // In the SDK's own words, which it would say only when the first call is signed.
  if (!region) throw new Error("Region is missing");
  const [name = "deadline-console", version = VERSION] = settings.userAgent?.split("#") ?? [];
  const config = {
    region,
    credentials: settings.credentials,
    // Retries are ours: the SDK's cannot be aborted while they wait.
    maxAttempts: 1,
    customUserAgent: [[`app/${name}`, version]] as [string, string][],
    requestHandler: {
      connectionTimeout: settings.connectionTimeout,
      httpAgent: settings.connections.httpAgent,
      httpsAgent: settings.connections.httpsAgent,
    },
    ...(endpoint ? { endpoint, disableHostPrefix: true } : {}),
  };
  const clients: { [Name in ServiceName]: () => Promise<ServiceClients[Name]> } = {
    deadline: async () => new (await loadSdk.deadline()).DeadlineClient(config),
    logs: async () => new (await loadSdk.logs()).CloudWatchLogsClient(config),
    s3: async () => {
      const client = new (await loadSdk.s3()).S3Client({
        ...config,
        // Buckets of a custom endpoint, such as the local farm's, have no host names of their own.
        forcePathStyle: endpoint !== undefined,
        // Objects are checked by their hash in the manifest, and S3 answers checksums of parts only.
        responseChecksumValidation: "WHEN_REQUIRED",
      });
      sendPlainly(client);
      // The SDK would ask the system for its version with each of thousands of files.
      const { defaultUserAgentProvider } = client.config;
      client.config.defaultUserAgentProvider = once(() => defaultUserAgentProvider());
      return client;
    },
    sts: async () => new (await loadSdk.sts()).STSClient(config),
  };
  return await clients[service]();
}

/** What a function gave the first time. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
