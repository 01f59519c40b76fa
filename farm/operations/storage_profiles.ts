import type * as sdk from "@aws-sdk/client-deadline";
import { notFound } from "../protocol/errors.ts";
import { newId } from "../store/ids.ts";
import { type Document, getResource } from "../store/resources.ts";
import type { Checked, Context, Output } from "./context.ts";
import { changeRecord, createRecord, listPage, pick, removeRecord } from "./records.ts";

const KIND = "storageProfile";

/** Operations on storage profiles. */
export const storageProfiles = {
  CreateStorageProfile(
    input: Checked<sdk.CreateStorageProfileRequest>,
    context: Context,
  ): Output {
    getResource(context.db, "farm", input.farmId, "");
    const storageProfileId = newId("sp");
    createRecord(context, KIND, storageProfileId, input.farmId, {
      storageProfileId,
      fileSystemLocations: [],
      ...pick(input, ["displayName", "osFamily", "fileSystemLocations"]),
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
    const removed = new Set(input.fileSystemLocationsToRemove?.map((location) => location.name));
    changeRecord(context, KIND, input.storageProfileId, input.farmId, (profile) => {
      const kept = (profile.fileSystemLocations as sdk.FileSystemLocation[])
        .filter((location) => !removed.has(location.name));
      return {
        ...pick(input, ["displayName", "osFamily"]),
        fileSystemLocations: [...kept, ...input.fileSystemLocationsToAdd ?? []],
      };
    });
    return {};
  },

  DeleteStorageProfile(
    { farmId, storageProfileId }: Checked<sdk.DeleteStorageProfileRequest>,
    context: Context,
  ): Output {
    removeRecord(context, KIND, storageProfileId, farmId);
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
