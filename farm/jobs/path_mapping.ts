import type * as sdk from "@aws-sdk/client-deadline";
import type { Database } from "../store/database.ts";
import { type Document, findResource } from "../store/resources.ts";
import type { JobRow } from "../store/rows.ts";

/**
 * How the paths of a job's storage profile are found on the hosts of a fleet: locations of the
 * same name belong together. Undefined if either side has no storage profile.
 */
export function pathMappingRules(
  db: Database,
  { farm_id, storage_profile_id }: JobRow,
  fleetId: string,
): sdk.PathMappingRule[] | undefined {
  const fleet = findResource(db, "fleet", fleetId, farm_id);
  const { customerManaged } = (fleet?.configuration ?? {}) as sdk.FleetConfiguration;
  const profileId = customerManaged?.storageProfileId;
  if (storage_profile_id === null || profileId === undefined) return undefined;
  if (storage_profile_id === profileId) return undefined;
  const source = findResource(db, "storageProfile", storage_profile_id, farm_id);
  const destination = findResource(db, "storageProfile", profileId, farm_id);
  if (source === undefined || destination === undefined) return undefined;
  return locationsOf(source).flatMap(({ name, path }) => {
    const target = locationsOf(destination).find((location) => location.name === name);
    if (target === undefined) return [];
    return [{
      sourcePathFormat: source.osFamily === "WINDOWS" ? "windows" as const : "posix" as const,
      sourcePath: path,
      destinationPath: target.path,
    }];
  });
}

function locationsOf(profile: Document): sdk.FileSystemLocation[] {
  return profile.fileSystemLocations as sdk.FileSystemLocation[];
}
