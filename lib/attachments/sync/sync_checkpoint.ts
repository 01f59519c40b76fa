import { replaceFile } from "../../config/_replace_file.ts";
import { asciiJson } from "../ascii_json.ts";
import { microsOfIso } from "./_python_time.ts";

/** What is known of a job, times as text. */
export interface SyncJobFacts {
  /** Its id; the only member, if it can have no more outputs unless it is requeued. */
  jobId: string;
  /** Its name. */
  name?: string | undefined;
  /** Its attachments; `null`, if it has none. */
  attachments?: SyncAttachments | null | undefined;
  /** Its storage profile; `null`, if it has none. */
  storageProfileId?: string | null | undefined;
  /** How many of its tasks have which status. */
  taskRunStatusCounts?: Record<string, number> | undefined;
  /** When it ended. */
  endedAt?: string | undefined;
  /** What else the service tells of it. */
  [member: string]: unknown;
}

/** The attachments of a job, as the service tells of them. */
export interface SyncAttachments {
  /** Its roots. */
  manifests: {
    rootPath: string;
    rootPathFormat: "posix" | "windows";
    fileSystemLocationName?: string | undefined;
  }[];
}

/** How far the outputs of a job are downloaded. */
export interface SyncJob {
  /** What was known of it then. */
  job: SyncJobFacts;
  /** When the last of its sessions ended whose outputs are there. */
  sessionEndedTimestamp?: string | undefined;
  /** The index of the last action of each session whose outputs are there. */
  sessionCompletedIndexes?: Record<string, number> | undefined;
}

/** How far the outputs of a queue are downloaded, as the Python client keeps it, too. */
export interface SyncCheckpoint {
  /** The storage profile of this machine; `null`, if storage profiles are ignored. */
  localStorageProfileId: string | null;
  /** From when on outputs are downloaded. */
  downloadsStartedTimestamp: string;
  /** Seconds by which answers of the service may be behind. */
  eventualConsistencyMaxSeconds: number;
  /** The jobs that are followed. */
  jobs: SyncJob[];
  /** Up to when all outputs are there. */
  downloadsCompletedTimestamp: string;
}

const MEMBERS = [
  "localStorageProfileId",
  "downloadsStartedTimestamp",
  "eventualConsistencyMaxSeconds",
  "jobs",
  "downloadsCompletedTimestamp",
] as const;

/**
 * Reads a checkpoint, also one that the Python client has written; `undefined` if there is none.
 *
 * @throws {SyntaxError} if the file holds something else.
 */
export async function readSyncCheckpoint(
  path: string,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<SyncCheckpoint | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(path, { signal });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const refuse = (reason: string) =>
    new SyntaxError(
      `Cannot use the checkpoint "${path}": ${reason}. Begin anew with --force-bootstrap`,
    );
  let value: SyncCheckpoint;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("it is not JSON");
  }
  if (typeof value !== "object" || value === null) throw refuse("it is not a JSON object");
  const missing = MEMBERS.filter((name) => !(name in value));
  if (missing.length > 0) throw refuse(`"${missing.join('", "')}" is missing`);
  if (
    !Array.isArray(value.jobs) || value.jobs.some((each) => typeof each?.job?.jobId !== "string")
  ) {
    throw refuse('"jobs" is not a list of jobs with ids');
  }
  try {
    microsOfIso(value.downloadsStartedTimestamp);
    microsOfIso(value.downloadsCompletedTimestamp);
  } catch (error) {
    throw refuse((error as Error).message);
  }
  return value;
}

/** The text of a checkpoint, byte for byte as the Python client writes it. */
export function encodeSyncCheckpoint(checkpoint: SyncCheckpoint): string {
  const jobs = checkpoint.jobs.map((
    { job, sessionEndedTimestamp, sessionCompletedIndexes = {} },
  ) => ({
    job,
    ...sessionEndedTimestamp !== undefined && sessionEndedTimestamp !== null &&
      { sessionEndedTimestamp },
    ...Object.keys(sessionCompletedIndexes).length > 0 && { sessionCompletedIndexes },
  }));
  return asciiJson(
    Object.fromEntries(MEMBERS.map((name) => [name, { ...checkpoint, jobs }[name]])),
    2,
  );
}

/** Writes a checkpoint, whole or not at all, readable by its owner only. */
export async function writeSyncCheckpoint(path: string, checkpoint: SyncCheckpoint): Promise<void> {
  await replaceFile(path, encodeSyncCheckpoint(checkpoint));
}
