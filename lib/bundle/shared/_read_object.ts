import { type AttachmentStore, callStore } from "../../attachments/store.ts";
import { translateError } from "../../errors/mod.ts";
import type { CallOptions } from "../../session/call.ts";
import { linkSignal } from "../../task/link_signal.ts";
import { retry } from "../../task/mod.ts";

/** Bytes that are asked for at a time: what a connection that breaks costs. */
const PIECE = 8 * 1024 * 1024;
const ATTEMPTS = 4;
/** Milliseconds without a single byte after which a connection counts as broken. */
const STALL = 30_000;

/** An object as one call of S3 described it. */
export interface ObjectVersion {
  /** Its key. */
  key: string;
  /** Its size in bytes. */
  size: number;
  /** The tag of this version. */
  etag?: string | undefined;
}

/**
 * Reads an object piece by piece, all of the same version. A piece whose connection breaks is asked
 * for again.
 *
 * @throws {DeadlineError} if a call fails; with status 412 if the object is another one by now.
 * @throws The signal's reason, untouched, if it aborts.
 */
export async function* readObject(
  store: AttachmentStore,
  { key, size, etag }: ObjectVersion,
  options: Omit<CallOptions, "session"> = {},
): AsyncGenerator<Uint8Array> {
  const { signal, onRetry } = options;
  for (let start = 0; start < size; start += PIECE) {
    const end = Math.min(start + PIECE, size);
    const input = { Key: key, Range: `bytes=${start}-${end - 1}`, IfMatch: etag };
    yield await retry(async () => {
      const { Body } = await callStore(store, "GetObject", input, options);
      return await bytesOf(Body as Body, end - start, signal);
    }, { attempts: ATTEMPTS, signal, onRetry });
  }
}

interface Body {
  transformToWebStream(): ReadableStream<Uint8Array>;
}

async function bytesOf(
  body: Body,
  length: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const reader = body.transformToWebStream().getReader();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stopped.catch(() => {});
  const unlink = linkSignal(signal, reject);
  let at = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    while (true) {
      clearTimeout(timer);
      timer = setTimeout(() => reject(new Error(`no bytes within ${STALL} ms`)), STALL);
      const { done, value } = await Promise.race([reader.read(), stopped]);
      if (done) break;
      if (at + value.length > length) throw new RangeError("more bytes than were asked for");
      bytes.set(value, at);
      at += value.length;
    }
  } catch (error) {
    reader.cancel(error).catch(() => {});
    signal?.throwIfAborted();
    throw cutOff(error);
  } finally {
    clearTimeout(timer);
    unlink();
  }
  if (at < length) throw cutOff(new Error("the connection ended early"));
  return bytes;
}

/** What breaks while the bytes come is as passing as a connection that breaks before. */
function cutOff(cause: unknown): Error {
  const error = new Error("The answer was cut off", { cause });
  return translateError(Object.assign(error, { code: "ECONNRESET" }), "GetObject");
}
