import { listStorageProfiles, listStorageProfilesForQueue } from "../../api/storage_profiles.ts";
import type { Context } from "../context.ts";

/** Lists the storage profiles of a farm, or with `--queue-id` those that the queue allows. */
export async function run(context: Context): Promise<void> {
  const farmId = await context.farmId();
  const queueId = context.args.text("queue-id");
  const calls = await context.calls();
  const list = queueId
    ? listStorageProfilesForQueue({ farmId, queueId }, calls)
    : listStorageProfiles({ farmId }, calls);
  context.print((await list.toArray()).map(({ storageProfileId, displayName, osFamily }) => ({
    storageProfileId,
    displayName,
    osFamily,
  })));
}
