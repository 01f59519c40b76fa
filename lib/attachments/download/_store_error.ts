import { DeadlineError } from "../../errors/mod.ts";
import type { AttachmentStore } from "../store.ts";

const FORBIDDEN: Record<"GetObject" | "ListObjectsV2", string> = {
  GetObject: "s3:GetObject",
  ListObjectsV2: "s3:ListBucket",
};
/** Codes that are about who asks, which have hints of their own. */
const ABOUT_KEYS = /Signature|Token|AccessKeyId|TimeTooSkewed|Expired/;
const MISSING =
  "Check that nobody removed it, such as a rule of the bucket that lets objects expire";

/**
 * An error of the store that names the bucket and the key, and what to ask for. Others are given
 * back as they are.
 */
export function storeError(
  error: unknown,
  { bucket }: Pick<AttachmentStore, "bucket">,
  operation: "GetObject" | "ListObjectsV2",
  key: string,
): unknown {
  if (!(error instanceof DeadlineError)) return error;
  const { code, awsRequestId, retryable, status, retryAfterSeconds, neverLeft } = error;
  return new DeadlineError({
    operation,
    code,
    reason: `"s3://${bucket}/${key}": ${error.reason}`,
    hint: hintOf(error, operation) ?? error.hint,
    awsRequestId,
    retryable,
    status,
    retryAfterSeconds,
    neverLeft,
    cause: error.cause ?? error,
  });
}

/** Whether the store has no such object. */
export function isMissing(error: unknown): boolean {
  return error instanceof DeadlineError && error.status === 404;
}

function hintOf(
  { status, code, reason }: DeadlineError,
  operation: "GetObject" | "ListObjectsV2",
): string | undefined {
  if (status === 403 && !ABOUT_KEYS.test(code)) {
    return /kms:/.test(reason)
      ? "Ask for the permissions kms:Decrypt and kms:DescribeKey for the key of the bucket"
      : `Ask for the permission ${FORBIDDEN[operation]} for the bucket in the role of the queue`;
  }
  return status === 404 ? MISSING : undefined;
}
