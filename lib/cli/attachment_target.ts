import { type AttachmentStore, openQueueStore, openStoreAt } from "../attachments/store.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";

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

/** The store for files: with a `--profile` of one's own that of `--s3-root-uri`, else the queue's. */
export async function filesTarget(context: Context): Promise<AttachmentStore> {
  const { args } = context;
  const uri = args.text("profile") ? args.text("s3-root-uri") : undefined;
  if (args.text("profile") && !uri) throw new UsageError("Missing option '--s3-root-uri'.");
  return await attachmentTarget(context, uri);
}
