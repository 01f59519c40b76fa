import { getStorageProfileForQueue } from "../../api/storage_profiles.ts";
import { PathMapping, pathMappingRules } from "../download/path_mapping.ts";
import type { SyncRunInit } from "./_sync_run.ts";
import type { SyncJobFacts } from "./sync_checkpoint.ts";

/** Says how paths of a job are mapped: by its storage profile and that of this machine. */
export async function mapJobs(
  ids: { farmId: string; queueId: string },
  jobs: readonly SyncJobFacts[],
  { profile, report, options }: Pick<SyncRunInit, "profile" | "report" | "options">,
): Promise<(job: SyncJobFacts) => PathMapping | undefined> {
  if (!profile) return () => undefined;
  report.section("Path mapping");
  const mappings = new Map<string, PathMapping | undefined>([[
    profile.storageProfileId!,
    undefined,
  ]]);
  for (const { storageProfileId } of jobs) {
    if (!storageProfileId || mappings.has(storageProfileId)) continue;
    const source = await getStorageProfileForQueue({ ...ids, storageProfileId }, options);
    const rules = pathMappingRules(source, profile);
    mappings.set(storageProfileId, new PathMapping(rules));
    if (rules.length === 0) {
      report.warning(
        `jobs on ${source.displayName} have no mapping: it shares no file system location names ` +
          `with ${profile.displayName}`,
      );
      continue;
    }
    const told = rules.map(({ sourcePath, destinationPath }) =>
      `${sourcePath} -> ${destinationPath}`
    );
    report.entry("MAPPED", `${source.displayName} -> ${profile.displayName}`, told);
  }
  return ({ storageProfileId }) => mappings.get(storageProfileId ?? "");
}
