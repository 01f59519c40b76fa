import type { IncomingMessage } from "node:http";
import { DeadlineError, hintFor } from "../../errors/mod.ts";
import { linkSignal } from "../../task/link_signal.ts";
import { retry, type RetryWait } from "../../task/mod.ts";
import { type AttachmentStore, callStore } from "../store.ts";
import { bodyBytes } from "./_body_bytes.ts";
import { storeError } from "./_store_error.ts";

/** Milliseconds without an answer, or without a byte of it, after which it is asked for again. */
const IDLE = 30_000;
/** Bytes that have to come for the attempts to begin anew: with less, it would take for ever. */
const PROGRESS = 64 * 2 ** 10;

/** Which bytes of an object to read, and how. */
export interface ReadObjectOptions {
  signal?: AbortSignal | undefined;
  /** Bytes from `start` up to, without, `end`; all of them, unless given. */
  range?: { start: number; end: number } | undefined;
  /** What the object must still be. */
  etag?: string | undefined;
  onRetry?: ((wait: RetryWait) => void) | undefined;
}

/** What is known of an object before its bytes come. */
export interface ObjectFacts {
  etag: string | undefined;
  /** The size of the whole object, whatever was asked for. */
  size: number;
  metadata: Record<string, string>;
  modifiedAt: Date | undefined;
}

/**
 * Reads an object and gives its bytes to `sink` as they come, one after the other; they are gone when
 * it has returned. An answer that is cut off or stands still is asked for again from the byte on where
 * it ended, as often as the session says without getting on in between.
 *
 * @throws {DeadlineError} if the store does not give the bytes.
 * @throws The signal's reason, untouched, if it aborts; nothing is on the wire then.
 */
export async function readObject(
  store: AttachmentStore,
  key: string,
  sink: (bytes: Uint8Array, facts: ObjectFacts) => void | Promise<void>,
  options: ReadObjectOptions = {},
): Promise<ObjectFacts> {
  const { signal, range, onRetry } = options;
  let at = range?.start ?? 0;
  let facts: ObjectFacts | undefined;
  let mine: DeadlineError | undefined;
  let hasGotOn = false;
  const patience = Math.min(IDLE, store.session.timeout);
  const readOn = async () => {
    const Range = range || at > 0 ? `bytes=${at}-${range ? range.end - 1 : ""}` : undefined;
    const IfMatch = facts?.etag ?? options.etag;
    const output = await callStore(store, "GetObject", { Key: key, Range, IfMatch }, {
      signal,
      onRetry,
      timeout: patience,
    });
    const body = output.Body as unknown as IncomingMessage;
    const total = /\/(\d+)$/.exec(output.ContentRange ?? "")?.[1];
    facts ??= {
      etag: output.ETag,
      size: Number(total ?? output.ContentLength ?? 0),
      metadata: output.Metadata ?? {},
      modifiedAt: output.LastModified,
    };
    const end = range?.end ?? facts.size;
    const from = at;
    await pour(
      body,
      async (bytes) => {
        at += bytes.length;
        if (at > end) body.destroy();
        else await sink(bytes, facts!);
      },
      patience,
      signal,
    );
    if (at === end) return;
    mine = cutOff(from === at ? "no byte came" : "the answer was cut off");
    hasGotOn = at - from >= PROGRESS && at < end;
    throw mine;
  };
  const retryable = (error: unknown) =>
    error === mine ? !hasGotOn : error instanceof DeadlineError && error.code === "Timeout";
  try {
    // What has got on begins the attempts anew.
    while (true) {
      try {
        const attempts = store.session.maxAttempts;
        await retry(readOn, { attempts, base: 100, retryable, signal, onRetry });
        return facts!;
      } catch (error) {
        if (error !== mine || !hasGotOn) throw error;
      }
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw storeError(error, store, "GetObject", key);
  }
}

/** All bytes of an object that is not large. */
export async function readWholeObject(
  store: AttachmentStore,
  key: string,
  options: Omit<ReadObjectOptions, "range"> = {},
): Promise<{ bytes: Uint8Array<ArrayBuffer>; facts: ObjectFacts }> {
  let bytes = new Uint8Array(0);
  let at = 0;
  const facts = await readObject(store, key, (chunk, { size }) => {
    if (bytes.length !== size) bytes = new Uint8Array(size);
    bytes.set(chunk, at);
    at += chunk.length;
  }, options);
  return { bytes, facts };
}

/** Gives the bytes of an answer away. A connection that breaks ends it like an answer that ends. */
async function pour(
  body: IncomingMessage,
  sink: (bytes: Uint8Array) => void | Promise<void>,
  idle: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  let last = performance.now();
  let isSinking = false;
  const watch = setInterval(() => {
    if (!isSinking && performance.now() - last > idle) body.destroy();
  }, Math.max(10, idle / 4));
  const unlink = linkSignal(signal, () => body.destroy());
  // An error that comes after the loop has been left is nobody's.
  body.on("error", () => {});
  let failure: { error: unknown } | undefined;
  try {
    for await (const chunk of bodyBytes(body)) {
      isSinking = true;
      try {
        await sink(chunk);
      } catch (error) {
        failure = { error };
        break;
      }
      isSinking = false;
      last = performance.now();
    }
  } catch {
    // What is missing is asked for again.
  } finally {
    clearInterval(watch);
    unlink();
    body.destroy();
  }
  signal?.throwIfAborted();
  if (failure) throw failure.error;
}

function cutOff(reason: string): DeadlineError {
  return new DeadlineError({
    operation: "GetObject",
    code: "CutOff",
    reason,
    retryable: true,
    hint: hintFor("CutOff"),
  });
}
