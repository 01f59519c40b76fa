import { getStorageProfileForQueue } from "../../api/storage_profiles.ts";
import type { CallOptions } from "../../session/call.ts";
import { PathMapping, type PathMappingRule, pathMappingRules } from "./path_mapping.ts";

/** What {@linkcode storageProfileMapping} takes. */
export interface StorageProfileMappingInput {
  /** The farm. */
  farmId: string;
  /** The queue. */
  queueId: string;
  /** The storage profile that the job was submitted with. */
  ofJob?: string | undefined;
  /** The storage profile of this machine. */
  ofHost?: string | undefined;
}

/** How paths of a job are those of this machine. */
export interface StorageProfileMapping {
  /** What tells it; `undefined` if there is nothing to be told. */
  mapping?: PathMapping | undefined;
  /** The rules of it. */
  rules: readonly PathMappingRule[];
  /** The name of the storage profile of this machine, if both are known. */
  profileName?: string | undefined;
  /** Why paths are not mapped although there is a storage profile. */
  warning?: "no host profile" | "no job profile" | "no common places" | undefined;
}

/** Finds out by the storage profiles of a job and of this machine how paths are to be mapped. */
export async function storageProfileMapping(
  { farmId, queueId, ofJob, ofHost }: StorageProfileMappingInput,
  options: CallOptions = {},
): Promise<StorageProfileMapping> {
  if (!ofJob && !ofHost) return { rules: [] };
  if (!ofHost) return { rules: [], warning: "no host profile" };
  if (!ofJob) return { rules: [], warning: "no job profile" };
  const get = (storageProfileId: string) =>
    getStorageProfileForQueue({ farmId, queueId, storageProfileId }, options);
  const [host, job] = await Promise.all([get(ofHost), get(ofJob)]);
  const rules = pathMappingRules(job, host);
  const profileName = host.displayName;
  if (rules.length > 0) return { mapping: new PathMapping(rules), rules, profileName };
  return { rules, profileName, warning: ofJob === ofHost ? undefined : "no common places" };
}
