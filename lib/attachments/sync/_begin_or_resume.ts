import type { CallOptions } from "../../session/call.ts";
import { isoOfMicros, microsOfIso } from "./_python_time.ts";
import { localTime } from "./report_words.ts";
import { readSyncCheckpoint, type SyncCheckpoint } from "./sync_checkpoint.ts";
import type { SyncQueueOutputsInput } from "./sync_queue_outputs.ts";
import type { SyncReport } from "./sync_report.ts";

/** Seconds by which answers of the service may be behind. */
const EVENTUAL_CONSISTENCY = 120;

/**
 * The checkpoint to go on from, or a new one; with the latter, jobs that were given up are too.
 *
 * @throws {SyntaxError} if the one that is there is broken.
 * @throws {RangeError} if it is of another storage profile.
 */
export async function beginOrResume(
  { storageProfileId, lookback = 0, forceBootstrap, dryRun }: SyncQueueOutputsInput,
  path: string,
  failedPath: string,
  report: SyncReport,
  { signal }: CallOptions,
): Promise<SyncCheckpoint> {
  const found = forceBootstrap ? undefined : await readSyncCheckpoint(path, { signal });
  if (!found) {
    const begin = isoOfMicros(Math.round((Date.now() - lookback) * 1000));
    const how = forceBootstrap ? "bootstrap forced" : "bootstrapping";
    const why = forceBootstrap ? "" : ", no checkpoint found";
    const from = localTime(microsOfIso(begin) / 1000);
    report.field("state", `${how} from ${from} (${lookback / 60_000} minute lookback${why})`);
    // Jobs that were given up get another chance.
    if (forceBootstrap && !dryRun) await Deno.remove(failedPath).catch(() => {});
    return {
      localStorageProfileId: storageProfileId ?? null,
      downloadsStartedTimestamp: begin,
      eventualConsistencyMaxSeconds: EVENTUAL_CONSISTENCY,
      jobs: [],
      downloadsCompletedTimestamp: begin,
    };
  }
  const ofCheckpoint = found.localStorageProfileId ?? undefined;
  if (ofCheckpoint !== storageProfileId) {
    throw new RangeError(
      ofCheckpoint === undefined
        ? "The checkpoint was created with the --ignore-storage-profiles, you must use the same " +
          "option to continue from it."
        : storageProfileId === undefined
        ? "The checkpoint was created without the --ignore-storage-profiles, you must leave out the " +
          "option to continue from it."
        : `The checkpoint was created with local storage profile ${ofCheckpoint}, but the ` +
          `configured storage profile is ${storageProfileId}`,
    );
  }
  const at = localTime(microsOfIso(found.downloadsCompletedTimestamp) / 1000);
  report.field("state", `resumed from checkpoint at ${at}`);
  return found;
}
