import { getStorageProfileForQueue } from "../../api/storage_profiles.ts";
import { UsageError } from "../errors.ts";
import type { Context } from "../context.ts";
import { withoutMetadata } from "../without_metadata.ts";

/** Shows a storage profile as a queue allows it. */
export async function run(context: Context): Promise<void> {
  const [farmId, queueId] = [await context.farmId(), await context.queueId()];
  const storageProfileId = (await context.config()).get("settings.storage_profile_id");
  if (!storageProfileId) {
    throw new UsageError(
      "Missing '--storage-profile-id' or default Storage Profile ID configuration",
      "See 'deadline storage-profile list' for those there are.",
    );
  }
  const input = { farmId, queueId, storageProfileId };
  context.print(withoutMetadata(await getStorageProfileForQueue(input, await context.calls())));
}
