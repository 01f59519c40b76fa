import type { MutationOptions } from "../../session/call.ts";
import { crcOf } from "./_source_file.ts";
import { explainStoreError } from "../_store_error.ts";
import { type AttachmentStore, callStore } from "../store.ts";

/** Options for {@linkcode putManifest}. */
export interface PutManifestOptions extends Omit<MutationOptions, "session"> {
  /** User metadata of the object, such as `asset-root`. */
  metadata?: Record<string, string> | undefined;
}

/**
 * Stores the text of a manifest. Send the files that it names first: what is stored is then whole.
 *
 * @param key The whole key, as {@linkcode manifestKey} makes it.
 * @throws {DeadlineError} saying where it could not be stored, and what helps.
 */
export async function putManifest(
  store: AttachmentStore,
  key: string,
  text: string,
  options: PutManifestOptions = {},
): Promise<void> {
  const { metadata, ...calls } = options;
  const bytes = new TextEncoder().encode(text);
  try {
    await callStore(store, "PutObject", {
      Key: key,
      Body: bytes,
      Metadata: metadata,
      ChecksumAlgorithm: "CRC32",
      ChecksumCRC32: crcOf(bytes),
    }, calls);
  } catch (error) {
    throw explainStoreError(error, store, {
      doing: "storing a manifest",
      key,
      permission: "s3:PutObject",
      keyPermission: "kms:GenerateDataKey",
    });
  }
}
