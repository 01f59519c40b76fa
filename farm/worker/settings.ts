import { resolve } from "@std/path";

/** What a worker process is started with. */
export interface WorkerSettings {
  /** The worker's own folder. */
  dataDir: string;
  /** Farm and fleet that the worker belongs to. */
  farmId: string;
  fleetId: string;
  region: string;
  /** Keys with which a worker is created and its fleet role is assumed. */
  bootstrap: { accessKeyId: string; secretAccessKey: string };
  /** Where the Deadline API is served; the SDK's own choice if absent. */
  endpoint?: string | undefined;
  /** Where the logs API is served; the SDK's own choice if absent. */
  logsEndpoint?: string | undefined;
  /** Where S3 and STS are served; the SDK's own choice if absent. */
  s3Endpoint?: string | undefined;
  stsEndpoint?: string | undefined;
}

/** Variables that would hand a key to the programs of a job, or lead them to one. */
const SECRET_VARIABLES = [
  "DEADLINE_WORKER_BOOTSTRAP_ACCESS_KEY_ID",
  "DEADLINE_WORKER_BOOTSTRAP_SECRET_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_PROFILE",
];

/**
 * Reads the settings from the environment of the process.
 *
 * @throws {TypeError} If one is missing; the message names all that are.
 */
export function readSettings(env: Record<string, string>, dataDir: string): WorkerSettings {
  const missing: string[] = [];
  const get = (name: string) => {
    if (!env[name]) missing.push(name);
    return env[name] ?? "";
  };
  const settings: WorkerSettings = {
    dataDir: resolve(dataDir),
    farmId: get("DEADLINE_WORKER_FARM_ID"),
    fleetId: get("DEADLINE_WORKER_FLEET_ID"),
    region: get("AWS_REGION"),
    bootstrap: {
      accessKeyId: get("DEADLINE_WORKER_BOOTSTRAP_ACCESS_KEY_ID"),
      secretAccessKey: get("DEADLINE_WORKER_BOOTSTRAP_SECRET_ACCESS_KEY"),
    },
    endpoint: env.AWS_ENDPOINT_URL_DEADLINE,
    logsEndpoint: env.AWS_ENDPOINT_URL_CLOUDWATCH_LOGS,
    s3Endpoint: env.AWS_ENDPOINT_URL_S3,
    stsEndpoint: env.AWS_ENDPOINT_URL_STS,
  };
  if (missing.length > 0) {
    throw new TypeError(`Cannot start the worker: set ${missing.join(", ")}`);
  }
  return settings;
}

/** The variables of the process that programs of jobs may see, with `tools` first in `PATH`. */
export function jobVariables(env: Record<string, string>, tools: string): Record<string, string> {
  const variables = { ...env };
  for (const name of SECRET_VARIABLES) delete variables[name];
  variables.PATH = `${tools}:${variables.PATH ?? "/usr/local/bin:/usr/bin:/bin"}`;
  return variables;
}
