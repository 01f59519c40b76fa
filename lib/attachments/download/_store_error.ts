import { DeadlineError } from "../../errors/mod.ts";
import { explainStoreError } from "../_store_error.ts";
import type { AttachmentStore } from "../store.ts";

const ACTIONS = {
  GetObject: { doing: "downloading a file", permission: "s3:GetObject" },
  ListObjectsV2: { doing: "listing keys", permission: "s3:ListBucket" },
} as const;

/** Says of an error of the store what was read, where, and what helps. Others stay. */
export function storeError(
  error: unknown,
  store: AttachmentStore,
  operation: keyof typeof ACTIONS,
  key: string,
): unknown {
  return explainStoreError(error, store, {
    ...ACTIONS[operation],
    key,
    keyPermission: "kms:Decrypt",
  });
}

/** Whether the store has no such object. */
export function isMissing(error: unknown): boolean {
  return error instanceof DeadlineError && error.status === 404;
}
