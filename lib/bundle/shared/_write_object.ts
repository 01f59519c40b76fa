import { forEachBounded } from "../../api/_for_each_bounded.ts";
import { type AttachmentStore, callStore } from "../../attachments/store.ts";
import type { MutationOptions } from "../../session/call.ts";

const PIECE = 8 * 1024 * 1024;
const MOST_PIECES = 10_000;
const AT_ONCE = 4;
/** Milliseconds that a piece may take: a slow line is not a broken one. */
const PIECE_TIMEOUT = 300_000;
/** Milliseconds that tidying up may take after the upload was given up. */
const ABORT_TIMEOUT = 10_000;

/** The object to write. */
export interface ObjectInput {
  /** Its key. */
  key: string;
  /** The file with its bytes. */
  file: string;
  /** What it is. */
  contentType: string;
  /** Its metadata. */
  metadata: Readonly<Record<string, string>>;
  /** Whether one that is there already is replaced. */
  overwrite: boolean;
}

/**
 * Writes a file as an object, in several pieces if it is large. It is there whole or not at all; the
 * pieces of an upload that is given up are removed.
 *
 * @throws {DeadlineError} if a call fails; with status 412 if the object is there and may not be
 * replaced.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function writeObject(
  store: AttachmentStore,
  { key: Key, file, contentType: ContentType, metadata: Metadata, overwrite }: ObjectInput,
  options: Omit<MutationOptions, "session"> & {
    onBytes?: ((bytes: number) => void) | undefined;
  } = {},
): Promise<void> {
  const { onBytes = () => {}, ...calls } = options;
  const { timeout = PIECE_TIMEOUT, signal } = calls;
  const IfNoneMatch = overwrite ? undefined : "*";
  const { size } = await Deno.stat(file);
  const bytesOf = (start: number, end: number) => readPiece(file, start, end);
  if (size <= PIECE) {
    const Body = await bytesOf(0, size);
    const input = { Key, Body, ContentType, Metadata, IfNoneMatch };
    await callStore(store, "PutObject", input, { ...calls, timeout });
    return onBytes(size);
  }
  // Whether the object is there is for the last call alone to say.
  const { onEffect: _, onUnknown: __, ...quiet } = calls;
  const created = await callStore(
    store,
    "CreateMultipartUpload",
    { Key, ContentType, Metadata, ChecksumAlgorithm: "CRC32" },
    quiet,
  );
  const UploadId = created.UploadId!;
  const piece = Math.max(PIECE, Math.ceil(size / MOST_PIECES));
  const parts: { PartNumber: number; ETag?: string; ChecksumCRC32?: string }[] = [];
  try {
    const numbers = Array.from({ length: Math.ceil(size / piece) }, (_, index) => index + 1);
    await forEachBounded(numbers, AT_ONCE, async (PartNumber, signal) => {
      const start = (PartNumber - 1) * piece;
      const Body = await bytesOf(start, Math.min(start + piece, size));
      const { ETag, ChecksumCRC32 } = await callStore(
        store,
        "UploadPart",
        { Key, UploadId, PartNumber, Body, ChecksumAlgorithm: "CRC32" },
        { ...quiet, signal, timeout },
      );
      parts[PartNumber - 1] = { PartNumber, ETag, ChecksumCRC32 };
      onBytes(Body.length);
    }, signal);
    const input = { Key, UploadId, MultipartUpload: { Parts: parts }, IfNoneMatch };
    await callStore(store, "CompleteMultipartUpload", input, { ...calls, timeout });
  } catch (error) {
    // The caller's signal may be why it ended, so it cannot be the one for this call.
    await callStore(store, "AbortMultipartUpload", { Key, UploadId }, { timeout: ABORT_TIMEOUT })
      .catch(() => {});
    throw error;
  }
}

async function readPiece(path: string, start: number, end: number): Promise<Uint8Array> {
  using file = await Deno.open(path);
  await file.seek(start, Deno.SeekMode.Start);
  const bytes = new Uint8Array(end - start);
  for (let at = 0; at < bytes.length;) {
    const read = await file.read(bytes.subarray(at));
    if (read === null) {
      throw new Error(`Cannot send "${path}": it became shorter while it was read`);
    }
    at += read;
  }
  return bytes;
}
