import type { MutationOptions } from "../../session/call.ts";
import { createXXHash128 } from "hash-wasm";
import { crcOf } from "./_source_file.ts";
import { explainStoreError } from "../_store_error.ts";
import type { ManifestText } from "../manifest/manifest_text.ts";
import { TextSource } from "./_text_source.ts";
import { PART_SIZE, uploadLarge } from "./_upload_large.ts";
import { createRun } from "./_upload_run.ts";
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

/** Parts of a manifest that are sent at the same time: its text is made while they are. */
const PARTS = 2;

/** Stores a manifest, in parts as it is written if it is large. */
export async function putManifestText(
  store: AttachmentStore,
  key: string,
  manifest: ManifestText,
  options: Omit<MutationOptions, "session"> = {},
): Promise<void> {
  const { hash, size } = manifest;
  if (size < PART_SIZE) {
    return await putManifest(store, key, [...manifest.pieces()].join(""), options);
  }
  const { signal = new AbortController().signal, onEffect, onRetry, timeout } = options;
  const run = createRun({
    store,
    signal,
    isCancelled: () => signal.aborted,
    records: undefined,
    onRetry,
    timeout,
    atOnce: PARTS,
    bytesPerSecond: () => 0,
    onEffect,
    onBytes() {},
  });
  const hasher = await createXXHash128();
  const file = { path: key, hash, size, mtime: 0 };
  await uploadLarge(run, file, key, hasher, () => new TextSource(manifest, hasher));
}
