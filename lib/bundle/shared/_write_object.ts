import { forEachBounded } from "../../_for_each_bounded.ts";
import { type AttachmentStore, callStore } from "../../attachments/store.ts";
import { DeadlineError } from "../../errors/mod.ts";
import type { CallOptions, MutationOptions } from "../../session/call.ts";
import { retry } from "../../task/mod.ts";

const PIECE = 8 * 1024 * 1024;
const MOST_PIECES = 10_000;
const AT_ONCE = 4;
/** Milliseconds that a piece may take: a slow line is not a broken one. */
const PIECE_TIMEOUT = 300_000;
/** Milliseconds that tidying up may take after the upload was given up. */
const ABORT_TIMEOUT = 10_000;
/** The key of the metadata that tells whose upload made an object. */
const MARK = "ojd-upload";

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
  { key: Key, file, contentType: ContentType, metadata, overwrite }: ObjectInput,
  options: Omit<MutationOptions, "session"> & {
    onBytes?: ((bytes: number) => void) | undefined;
  } = {},
): Promise<void> {
  const { onBytes = () => {}, ...calls } = options;
  const { timeout = PIECE_TIMEOUT, signal } = calls;
  const IfNoneMatch = overwrite ? undefined : "*";
  const mark = crypto.randomUUID();
  const Metadata = { ...metadata, [MARK]: mark };
  const { size } = await Deno.stat(file);
  /** An answer that was lost, and the call made again: then the object is there, and it is ours. */
  const unlessMade = async (body: () => Promise<unknown>) => {
    try {
      await body();
    } catch (error) {
      const mayBeMade = error instanceof DeadlineError &&
        (error.retryable || [404, 412].includes(error.status ?? 0));
      if (!mayBeMade) throw error;
      const { onEffect: _, onUnknown: __, ...reading } = calls;
      const head = await callStore(store, "HeadObject", { Key }, reading).catch(() => undefined);
      signal?.throwIfAborted();
      if (head?.Metadata?.[MARK] !== mark) throw error;
    }
  };
  const bytesOf = (start: number, end: number) => readPiece(file, start, end);
  if (size <= PIECE) {
    const Body = await bytesOf(0, size);
    const input = { Key, Body, ContentType, Metadata, IfNoneMatch };
    await unlessMade(() => callStore(store, "PutObject", input, { ...calls, timeout }));
    return onBytes(size);
  }
  // Whether the object is there is for the last call alone to say.
  const { onEffect: _, onUnknown: __, ...quiet } = calls;
  const UploadId = await beginUpload(store, {
    Key,
    ContentType,
    Metadata,
    ChecksumAlgorithm: "CRC32",
  }, quiet);
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
    const complete = () =>
      callStore(store, "CompleteMultipartUpload", input, { ...calls, timeout });
    await retry(() => unlessMade(complete), {
      attempts: store.session.maxAttempts,
      base: 100,
      signal,
      onRetry: calls.onRetry,
    });
  } catch (error) {
    // The caller's signal may be why it ended, so it cannot be the one for this call.
    await callStore(store, "AbortMultipartUpload", { Key, UploadId }, { timeout: ABORT_TIMEOUT })
      .catch(() => {});
    throw error;
  }
}

/**
 * Begins an upload in pieces. If it is not known whether that took effect, it is begun once more, and
 * the one that nobody knows is removed.
 */
async function beginUpload(
  store: AttachmentStore,
  input: {
    Key: string;
    ContentType: string;
    Metadata: Record<string, string>;
    ChecksumAlgorithm: "CRC32";
  },
  calls: Omit<MutationOptions, "session">,
): Promise<string> {
  const { Key } = input;
  const before = await uploadsOf(store, Key, calls);
  let wasLost = false;
  const { UploadId } = await retry(
    () => callStore(store, "CreateMultipartUpload", input, calls),
    {
      attempts: store.session.maxAttempts,
      base: 100,
      signal: calls.signal,
      onRetry: (wait) => {
        wasLost = true;
        calls.onRetry?.(wait);
      },
    },
  );
  if (wasLost && before) {
    for (const id of await uploadsOf(store, Key, calls) ?? []) {
      if (before.has(id) || id === UploadId) continue;
      await callStore(store, "AbortMultipartUpload", { Key, UploadId: id }, calls).catch(() => {});
    }
  }
  return UploadId!;
}

/** The uploads of an object that are under way; `undefined` if the role may not know. */
async function uploadsOf(
  store: AttachmentStore,
  Key: string,
  calls: Omit<CallOptions, "session">,
): Promise<Set<string> | undefined> {
  try {
    const { Uploads = [] } = await callStore(store, "ListMultipartUploads", { Prefix: Key }, calls);
    return new Set(Uploads.flatMap((each) => each.Key === Key ? [each.UploadId ?? ""] : []));
  } catch (error) {
    if (error instanceof DeadlineError) return undefined;
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
