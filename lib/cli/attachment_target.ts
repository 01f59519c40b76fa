import { type AttachmentStore, openQueueStore, openStoreAt } from "../attachments/store.ts";
import type { Context } from "./context.ts";

/** The store at the address that an option gives, else that of the queue. */
export async function attachmentTarget(
  context: Context,
  uri: string | undefined,
): Promise<AttachmentStore> {
  const calls = await context.calls();
  if (uri) return await openStoreAt(uri, calls);
  const [farmId, queueId] = [await context.farmId(), await context.queueId()];
  return await openQueueStore({ farmId, queueId }, calls);
}
