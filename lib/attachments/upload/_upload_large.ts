import type { IHasher } from "hash-wasm";
import { DeadlineError } from "../../errors/mod.ts";
import { isObjectThere } from "./_object_there.ts";
import { SourceFile, type UploadFile, type UploadSource } from "./_source_file.ts";
import { explainStoreError, type StoreAction } from "../_store_error.ts";
import type { SentPart, UploadRecord } from "./_upload_records.ts";
import type { UploadRun } from "./_upload_run.ts";
import { linkSignal } from "../../task/link_signal.ts";
import { callStore } from "../store.ts";
import { UnusableFilesError } from "../files/unusable_files_error.ts";

/** Bytes of a part, as the Python client has them: so that either can go on with an upload. */
export const PART_SIZE = 8 * 2 ** 20;
const MOST_PARTS = 10_000;
/** Milliseconds that ending an upload may take when everything is being stopped. */
const ABORT_LIMIT = 900;
/** Milliseconds that an answer is waited for then, that tells which upload was begun just now. */
const BEGIN_LIMIT = 400;
/** Milliseconds that parts on their way get when another part failed: what arrives is not sent again. */
const DRAIN_LIMIT = 10_000;
/** How much longer than other calls completing may take. */
const COMPLETING = 5;
/** How often completing is tried, and how often an upload that is gone is begun anew. */
const ATTEMPTS = 3;

/** An upload in parts that is under way. */
type Upload = Omit<UploadRecord, "parts"> & { known: Map<number, SentPart> };

/**
 * Sends a file in parts. What an earlier run has sent is not sent again, if the file still is the
 * same. The object comes into being only when all the bytes were those that were hashed.
 */
export async function uploadLarge(
  run: UploadRun,
  file: UploadFile,
  key: string,
  hasher: IHasher,
  open: () => UploadSource = () => new SourceFile(file, hasher),
): Promise<void> {
  await abandonOthers(run, file, key);
  for (let attempt = 1;; attempt++) {
    const upload = await resume(run, file, key) ?? await begin(run, file, key);
    try {
      const parts = await sendParts(run, file, upload, open);
      if (!await complete(run, file, upload, parts)) {
        throw new Error(`The store has no "${key}" after it was completed`);
      }
      await run.records?.remove(upload);
      return;
    } catch (error) {
      if (isGone(error)) {
        // Ended by somebody else: because the same bytes were sent from elsewhere, or to tidy up.
        await run.records?.remove(upload);
        if (await isObjectThere(run.store, { key, size: file.size }, run.calls)) return;
        if (attempt < ATTEMPTS) continue;
      }
      const isOver = run.isCancelled() || error instanceof UnusableFilesError || !run.records;
      if (isOver) await abort(run, upload);
      throw error;
    }
  }
}

function partSizeOf(size: number): number {
  const least = Math.ceil(size / MOST_PARTS / 2 ** 20) * 2 ** 20;
  return Math.max(PART_SIZE, least);
}

/** Takes up an upload that an earlier run has left, if the file is what it was then. */
async function resume(
  run: UploadRun,
  { size, mtime }: UploadFile,
  key: string,
): Promise<Upload | undefined> {
  const { store, records } = run;
  const record = await records?.find(store.bucket, key);
  if (!record) return undefined;
  const { parts, ...upload } = record;
  if (record.size !== size || record.mtime !== mtime || record.partSize !== partSizeOf(size)) {
    await abort(run, { ...upload, known: new Map() });
    return undefined;
  }
  const known = new Map(parts.map((part) => [part.number, part]));
  const UploadId = upload.uploadId || await findBegun(run, key, upload.since);
  if (!UploadId) return undefined;
  try {
    let marker: string | undefined;
    do {
      const page = await callStore(store, "ListParts", {
        Key: key,
        UploadId,
        PartNumberMarker: marker,
      }, run.calls);
      for (const { PartNumber: number, ETag: etag, ChecksumCRC32: crc32 } of page.Parts ?? []) {
        if (number && etag && crc32) known.set(number, { number, etag, crc32 });
      }
      marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
    } while (marker);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    if (isGone(error)) {
      await records?.remove(upload);
      return undefined;
    }
    // Many roles may not list parts: then the record, which has all that were confirmed, must do.
    if (error.status !== 403) throw explained(error, run, key, "s3:ListMultipartUploadParts");
  }
  return { ...upload, uploadId: UploadId, known };
}

async function begin(run: UploadRun, file: UploadFile, key: string): Promise<Upload> {
  const { store: { bucket }, records } = run;
  const { path, size, mtime } = file;
  const since = Date.now();
  const noted = { bucket, key, uploadId: "", since, path, size, mtime, partSize: partSizeOf(size) };
  // Before it is begun: whatever happens now, the next run can look for it.
  await records?.begin(noted);
  for (let attempt = 1;; attempt++) {
    let uploadId: string | undefined;
    try {
      uploadId = await create(run, key);
    } catch (error) {
      run.signal.throwIfAborted();
      if (!(error instanceof DeadlineError) || !error.retryable || attempt === ATTEMPTS) {
        if (error instanceof DeadlineError && !error.retryable) await records?.remove(noted);
        throw explained(error, run, key, "s3:PutObject");
      }
      // The store may have begun one and its answer was lost.
      uploadId = await findBegun(run, key, since);
      if (uploadId === undefined) continue;
    }
    const upload = { ...noted, uploadId };
    if (run.signal.aborted) {
      await abort(run, { ...upload, known: new Map() }, ABORT_LIMIT - BEGIN_LIMIT);
      throw run.signal.reason;
    }
    await records?.begin(upload);
    return { ...upload, known: new Map() };
  }
}

/** Asks the store to begin an upload. When all is stopped the answer is waited for, for a moment. */
async function create(run: UploadRun, key: string): Promise<string> {
  const late = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const unlink = linkSignal(run.signal, (reason) => {
    timer = setTimeout(() => late.abort(reason), BEGIN_LIMIT);
  });
  try {
    const input = { Key: key, ChecksumAlgorithm: "CRC32" } as const;
    const options = { ...run.calls, signal: late.signal, onEffect: run.onEffect };
    return (await callStore(run.store, "CreateMultipartUpload", input, options)).UploadId!;
  } finally {
    unlink();
    clearTimeout(timer);
  }
}

/**
 * An upload of this key that was begun since. Even if it is another's it may be used: the key tells
 * the bytes, so that both send the same, and whoever is later finds the object there.
 */
async function findBegun(
  { store, calls }: UploadRun,
  key: string,
  since: number,
): Promise<string | undefined> {
  // Clocks differ, and the store tells whole seconds.
  const margin = 5_000;
  const found = await callStore(store, "ListMultipartUploads", { Prefix: key }, calls)
    .catch((error) => {
      if (error instanceof DeadlineError) return undefined;
      throw error;
    });
  return found?.Uploads?.find(({ Key, Initiated }) =>
    Key === key && Initiated !== undefined && Initiated.getTime() > since - margin
  )?.UploadId;
}

async function sendParts(
  run: UploadRun,
  file: UploadFile,
  upload: Upload,
  open: () => UploadSource,
): Promise<SentPart[]> {
  const { signal } = run;
  const stop = new AbortController();
  const unlessStopped = AbortSignal.any([signal, stop.signal]);
  const parts: SentPart[] = [];
  const underWay = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
    stop.abort(error);
  };
  try {
    using source = open();
    const count = Math.ceil(file.size / upload.partSize);
    for (let number = 1; number <= count; number++) {
      const size = Math.min(upload.partSize, file.size - (number - 1) * upload.partSize);
      const held = new DisposableStack();
      try {
        held.use(await run.parts.take(1, unlessStopped));
        held.use(await run.memory.take(size, unlessStopped));
        const bytes = memoryOf(run, size);
        const crc32 = await source.read(bytes, unlessStopped);
        const known = upload.known.get(number);
        if (known?.crc32 === crc32) {
          parts[number - 1] = known;
          run.spare.push(bytes);
          run.onBytes(0, size);
          continue;
        }
        const whole = held.move();
        const sending = sendPart(run, upload, { number, bytes, crc32 })
          .then((part) => void (parts[number - 1] = part), fail)
          .finally(() => {
            whole.dispose();
            underWay.delete(sending);
          });
        underWay.add(sending);
      } finally {
        held.dispose();
      }
    }
    await Promise.all(underWay);
    if (!failure) await source.check();
  } catch (error) {
    fail(error);
  }
  if (failure) {
    await drain(underWay, signal);
    throw failure.error;
  }
  return parts;
}

function memoryOf({ spare }: UploadRun, size: number): Uint8Array<ArrayBuffer> {
  const found = spare.findIndex(({ length }) => length === size);
  // Memory of other sizes, of a file that ended, is not kept.
  if (found < 0) spare.length = 0;
  return found < 0 ? new Uint8Array(size) : spare.splice(found, 1)[0];
}

async function sendPart(
  run: UploadRun,
  { key, uploadId: UploadId }: Upload,
  { number, bytes, crc32 }: { number: number; bytes: Uint8Array<ArrayBuffer>; crc32: string },
): Promise<SentPart> {
  try {
    const input = {
      Key: key,
      UploadId,
      PartNumber: number,
      Body: bytes,
      ChecksumAlgorithm: "CRC32",
      ChecksumCRC32: crc32,
    } as const;
    const { ETag: etag = "" } = await run.send(
      bytes.length,
      (options) => callStore(run.store, "UploadPart", input, options),
    );
    const part = { number, etag, crc32 };
    // Only now is it sure that nothing reads it any more.
    run.spare.push(bytes);
    await run.records?.add({ bucket: run.store.bucket, key }, part);
    run.onBytes(bytes.length, 0);
    return part;
  } catch (error) {
    throw explained(error, run, key, "s3:PutObject");
  }
}

/** Lets parts arrive that are on their way, for a while. */
async function drain(underWay: Iterable<Promise<void>>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, DRAIN_LIMIT);
  signal.addEventListener("abort", () => resolve(), { once: true });
  await Promise.race([Promise.all(underWay), promise]);
  clearTimeout(timer);
}

/** Completes an upload. If an answer is lost, it looks whether the object is there. */
async function complete(
  run: UploadRun,
  { size }: UploadFile,
  { key, uploadId: UploadId }: Upload,
  parts: readonly SentPart[],
): Promise<boolean> {
  const Parts = parts.map(({ number, etag, crc32 }) => ({
    PartNumber: number,
    ETag: etag,
    ChecksumCRC32: crc32,
  }));
  for (let attempt = 1;; attempt++) {
    try {
      const input = { Key: key, UploadId, MultipartUpload: { Parts } };
      const { calls, onEffect } = run;
      // The store takes its time to put a large object together.
      const timeout = calls.timeout ?? COMPLETING * run.store.session.timeout;
      await callStore(run.store, "CompleteMultipartUpload", input, { ...calls, timeout, onEffect });
      return true;
    } catch (error) {
      run.signal.throwIfAborted();
      if (!(error instanceof DeadlineError && error.retryable) || attempt === ATTEMPTS) {
        throw explained(error, run, key, "s3:PutObject");
      }
      if (await isObjectThere(run.store, { key, size }, run.calls)) return true;
    }
  }
}

/** Ends uploads of a file that has other bytes now, and those that are too old to go on with. */
async function abandonOthers(run: UploadRun, { path }: UploadFile, key: string): Promise<void> {
  const { store: { bucket } } = run;
  for (const record of await run.records?.abandoned({ bucket, path, key }) ?? []) {
    await abort(run, { ...record, known: new Map() });
  }
}

/** Ends an upload, within a limit and whatever else is being stopped. Its record stays if it cannot. */
async function abort(
  run: UploadRun,
  upload: Upload,
  timeout: number = ABORT_LIMIT,
): Promise<void> {
  const { store, records } = run;
  const { key: Key } = upload;
  try {
    const UploadId = upload.uploadId || await findBegun(run, Key, upload.since);
    if (UploadId) {
      await callStore(store, "AbortMultipartUpload", { Key, UploadId }, {
        timeout,
        waitForSignIn: false,
      });
    }
  } catch (error) {
    if (!isGone(error)) return;
  }
  await records?.remove(upload);
}

function isGone(error: unknown): boolean {
  return error instanceof DeadlineError && error.code === "NoSuchUpload";
}

function explained(
  error: unknown,
  { store }: UploadRun,
  key: string,
  permission: StoreAction["permission"],
): unknown {
  return explainStoreError(error, store, {
    doing: "sending a large file",
    key,
    permission,
    keyPermission: "kms:GenerateDataKey",
  });
}
