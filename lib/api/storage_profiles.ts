import { call, type CallOptions } from "../session/call.ts";
import { list } from "./_list.ts";
import type { PageStream } from "./page_stream.ts";
import type {
  GetStorageProfileForQueueInput,
  GetStorageProfileForQueueOutput,
  ListStorageProfilesForQueueInput,
  ListStorageProfilesInput,
  StorageProfileSummary,
} from "./shapes.ts";

/** Lists the storage profiles of a farm. */
export function listStorageProfiles(
  input: ListStorageProfilesInput,
  options: CallOptions = {},
): PageStream<StorageProfileSummary> {
  return list("ListStorageProfiles", "storageProfiles", input, options);
}

/** Lists the storage profiles that jobs of a queue may name. */
export function listStorageProfilesForQueue(
  input: ListStorageProfilesForQueueInput,
  options: CallOptions = {},
): PageStream<StorageProfileSummary> {
  return list("ListStorageProfilesForQueue", "storageProfiles", input, options);
}

/** Gets one storage profile as a queue allows it. */
export function getStorageProfileForQueue(
  input: GetStorageProfileForQueueInput,
  options: CallOptions = {},
): Promise<GetStorageProfileForQueueOutput> {
  return call("deadline", "GetStorageProfileForQueue", input, options);
}
