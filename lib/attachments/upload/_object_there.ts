import { DeadlineError } from "../../errors/mod.ts";
import type { CallOptions } from "../../session/call.ts";
import { explainStoreError } from "../_store_error.ts";
import { type AttachmentStore, callStore } from "../store.ts";

/** Whether an object of this key and size is there. A store that cannot say counts as "no". */
export async function isObjectThere(
  store: AttachmentStore,
  { key, size }: { key: string; size: number },
  calls: Pick<CallOptions, "signal" | "timeout">,
): Promise<boolean> {
  try {
    const { ContentLength } = await callStore(store, "HeadObject", { Key: key }, calls);
    return ContentLength === size;
  } catch (error) {
    const status = error instanceof DeadlineError ? error.status : undefined;
    if (status === 404 || (status !== undefined && status >= 500)) return false;
    throw explainStoreError(error, store, {
      doing: "looking for a file",
      key,
      // Without it, the store does not say whether an object is missing.
      permission: "s3:ListBucket",
      keyPermission: "kms:Decrypt",
    });
  }
}
