import type { AttachmentStore } from "../../attachments/store.ts";
import { DeadlineError } from "../../errors/mod.ts";
import { BundleError } from "../bundle_error.ts";
import { ARCHIVE_EXTENSION } from "./bundle_name.ts";

/** Greatest length of a key, as S3 takes it. */
const LONGEST_KEY = 1024;

/** What the keys of shared bundles begin with. */
export function bundlePrefix({ rootPrefix }: Pick<AttachmentStore, "rootPrefix">): string {
  return `${rootPrefix.replace(/\/+$/, "")}/job-bundles/`;
}

/** The key of a shared bundle. */
export function bundleKey(store: Pick<AttachmentStore, "rootPrefix">, name: string): string {
  const key = `${bundlePrefix(store)}${name}${ARCHIVE_EXTENSION}`;
  if (new TextEncoder().encode(key).length > LONGEST_KEY) {
    throw new TypeError(`"${name.slice(0, 40)}..." is too long for the name of a shared bundle`);
  }
  return key;
}

/** The address of an object, for people. */
export function addressOf({ bucket }: Pick<AttachmentStore, "bucket">, key: string): string {
  return `s3://${bucket}/${key}`;
}

/** Whether S3 says that there is no such object. */
export function isNotThere(error: unknown): boolean {
  return error instanceof DeadlineError &&
    (error.status === 404 || ["NotFound", "NoSuchKey"].includes(error.code));
}

/** Says that there is no such shared bundle. */
export function notThere(store: AttachmentStore, name: string, cause?: unknown): BundleError {
  const address = addressOf(store, `${bundlePrefix(store)}${name}${ARCHIVE_EXTENSION}`);
  return new BundleError(address, "there is no such shared bundle on the queue", { cause });
}
