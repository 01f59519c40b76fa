import type * as sdk from "@aws-sdk/client-deadline";
import { notFound } from "../protocol/errors.ts";
import { newId } from "../store/ids.ts";
import {
  deleteResource,
  type Document,
  getResource,
  insertResource,
  updateResource,
} from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { created, listPage, pick, updated } from "./records.ts";

const KIND = "storageProfile";

/** Operations on storage profiles. */
export const storageProfiles = {
  CreateStorageProfile(
    input: Checked<sdk.CreateStorageProfileRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "farm", input.farmId, "");
    const storageProfileId = newId("sp");
    insertResource(context.db, KIND, storageProfileId, input.farmId, context.now, {
      storageProfileId,
      fileSystemLocations: [],
      ...pick(input, ["displayName", "osFamily", "fileSystemLocations"]),
      ...created(context),
    });
    return { storageProfileId };
  },

  GetStorageProfile(
    { farmId, storageProfileId }: Checked<sdk.GetStorageProfileRequest>,
    { db }: Context,
  ): Output {
    return getResource(db, KIND, storageProfileId, farmId);
  },

  ListStorageProfiles(input: Checked<sdk.ListStorageProfilesRequest>, context: Context): Output {
    getResource(context.db, "farm", input.farmId, "");
    return listPage(context, KIND, input.farmId, "storageProfiles", input);
  },

  UpdateStorageProfile(
    input: Checked<sdk.UpdateStorageProfileRequest>,
    context: Context,
  ): Output {
    const profile = getResource(context.db, KIND, input.storageProfileId, input.farmId);
    const removed = new Set(input.fileSystemLocationsToRemove?.map((location) => location.name));
    const kept = (profile.fileSystemLocations as sdk.FileSystemLocation[])
      .filter((location) => !removed.has(location.name));
    updateResource(context.db, KIND, input.storageProfileId, {
      ...profile,
      ...pick(input, ["displayName", "osFamily"]),
      fileSystemLocations: [...kept, ...input.fileSystemLocationsToAdd ?? []],
      ...updated(context),
    });
    return {};
  },

  DeleteStorageProfile(
    { farmId, storageProfileId }: Checked<sdk.DeleteStorageProfileRequest>,
    { db }: Context,
  ): Output {
    getResource(db, KIND, storageProfileId, farmId);
    deleteResource(db, KIND, storageProfileId);
    return {};
  },

  GetStorageProfileForQueue(
    { farmId, queueId, storageProfileId }: Checked<sdk.GetStorageProfileForQueueRequest>,
    { db }: Context,
  ): Output {
    const queue = getResource(db, "queue", queueId, farmId);
    if (!allows(queue, storageProfileId)) throw notFound(KIND, storageProfileId);
    return getResource(db, KIND, storageProfileId, farmId);
  },

  ListStorageProfilesForQueue(
    input: Checked<sdk.ListStorageProfilesForQueueRequest>,
    context: Context,
  ): Output {
    const queue = getResource(context.db, "queue", input.queueId, input.farmId);
    return listPage(context, KIND, input.farmId, "storageProfiles", input, {
      keep: (profile) => allows(queue, profile.storageProfileId as string),
    });
  },
};

function allows(queue: Document, storageProfileId: string): boolean {
  return (queue.allowedStorageProfileIds as string[] | undefined)?.includes(storageProfileId) ??
    false;
}
