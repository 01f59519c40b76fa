import { DeadlineError } from "../errors/mod.ts";
import type { AttachmentStore } from "./store.ts";

/** What was done with an object. */
export interface StoreAction {
  /** In words: `uploading a file`. */
  doing: string;
  /** The key, or the prefix of keys. */
  key: string;
  /** The permission that it needs. */
  permission: `s3:${string}`;
  /** What it needs of the key that the bucket is encrypted with. */
  keyPermission?: `kms:${string}`;
}

/** Says of an error of the object store what was done, where, and what helps. Others stay. */
export function explainStoreError(
  error: unknown,
  { bucket, expectedBucketOwner }: AttachmentStore,
  action: StoreAction,
): unknown {
  if (!(error instanceof DeadlineError)) return error;
  const { operation, code, awsRequestId, retryable, status, retryAfterSeconds, neverLeft } = error;
  const answered = status === undefined ? "" : `HTTP status ${status}: `;
  return new DeadlineError({
    operation,
    code,
    reason:
      `${action.doing} in bucket "${bucket}", key "${action.key}": ${answered}${error.reason}`,
    awsRequestId,
    retryable,
    hint: hintOf(error, action, expectedBucketOwner) ?? error.hint,
    status,
    retryAfterSeconds,
    neverLeft,
    cause: error,
  });
}

function hintOf(
  { status, reason, code }: DeadlineError,
  { permission, keyPermission }: StoreAction,
  owner: string | undefined,
): string | undefined {
  if (status === 403 && code !== "ExpiredToken") {
    if (/kms:/i.test(reason)) {
      const needed = [keyPermission ?? "kms:Decrypt", "kms:DescribeKey"].join(" and ");
      return `The role of the queue needs ${needed} on the key that encrypts the bucket`;
    }
    const owned = owner ? `, and that the bucket belongs to account ${owner}` : "";
    return `Check that the role of the queue has ${permission} on the bucket${owned}`;
  }
  if (status === 404) return "Check the bucket and the root prefix in the settings of the queue";
  if (status === 408 || (status !== undefined && status >= 500)) {
    return "The object store had a problem; try again in a moment: what was sent is not sent again";
  }
}
