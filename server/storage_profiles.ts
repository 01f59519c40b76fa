import { type CallOptions, listStorageProfilesForQueue } from "@deadline/client";
import type { Console } from "./console.ts";
import type { StorageProfile } from "./contract.ts";
import type { Ids } from "./ids.ts";
import { compact } from "./shapes/compact.ts";

/** Systems as the service calls them. */
const FAMILIES: Partial<Record<typeof Deno.build.os, string>> = {
  linux: "LINUX",
  darwin: "MACOS",
  windows: "WINDOWS",
};

/** The storage profiles that jobs of a queue may name, as far as they are of this computer's system. */
export async function storageProfilesOf(
  ids: Ids<"farmId" | "queueId">,
  console: Console,
  call: CallOptions,
): Promise<StorageProfile[]> {
  const config = await console.selection.config(call.signal ?? console.signal);
  const preset = config.get("settings.storage_profile_id");
  const all = await listStorageProfilesForQueue(ids, call).toArray();
  return all
    .filter(({ osFamily }) => osFamily === FAMILIES[Deno.build.os])
    .map(({ storageProfileId, displayName }) =>
      compact({
        storageProfileId: storageProfileId!,
        name: displayName ?? storageProfileId!,
        isDefault: storageProfileId === preset || undefined,
      })
    )
    .sort((a, b) => a.name.localeCompare(b.name));
}
