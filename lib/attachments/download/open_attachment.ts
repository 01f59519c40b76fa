import { linkSignal } from "../../task/link_signal.ts";
import type { RetryWait } from "../../task/mod.ts";
import type { AttachmentStore } from "../store.ts";
import { readData } from "./_read_data.ts";

/** Options for {@linkcode openAttachment}. */
export interface OpenAttachmentOptions {
  /** Ends the stream with an error; its connection is closed. */
  signal?: AbortSignal | undefined;
  /** Bytes from `start` up to, without, `end`; all of them, unless given. */
  range?: { start: number; end: number } | undefined;
  /** Called when the store is asked again after a failure that passes. */
  onRetry?: ((wait: RetryWait) => void) | undefined;
}

/**
 * Opens a file of a manifest as a stream, without a file on this machine: for previews and archives.
 * It is asked for when it is first read, no faster than it is read, and goes on by itself where a
 * connection breaks. Cancelling it closes the connection.
 *
 * @throws {RangeError} if the range is not within the size.
 *
 * ```ts
 * import { listJobOutputs, openAttachment, openQueueStore } from "@deadline/client/attachments";
 *
 * const queue = { farmId: "farm-...", queueId: "queue-..." };
 * const [group] = await listJobOutputs({ ...queue, jobId: "job-..." });
 * const stream = await openAttachment(await openQueueStore(queue), group.manifest.paths[0]);
 * await stream.pipeTo(Deno.stdout.writable);
 * ```
 */
export async function openAttachment(
  store: AttachmentStore,
  { hash, size }: { hash: string; size: number },
  options: OpenAttachmentOptions = {},
): Promise<ReadableStream<Uint8Array>> {
  const { signal, onRetry } = options;
  const { start, end } = options.range ?? { start: 0, end: size };
  if (!(0 <= start && start <= end && end <= size)) {
    throw new RangeError(`Cannot read bytes ${start} to ${end} of a file of ${size} bytes`);
  }
  signal?.throwIfAborted();
  const stop = new AbortController();
  let wake = () => {};
  const wanted = () => new Promise<void>((resolve) => wake = resolve);
  let unlink = () => {};
  return await Promise.resolve(
    new ReadableStream<Uint8Array>({
      start(controller) {
        if (start === end) return controller.close();
        unlink = linkSignal(signal, (reason) => {
          stop.abort(reason);
          controller.error(reason);
          wake();
        });
        const first = wanted();
        const range = start === 0 && end === size ? undefined : { start, end };
        const read = async () => {
          await first;
          await readData(store, hash, (bytes) => {
            // They are gone when this returns; slice() of a Buffer would be no copy.
            controller.enqueue(new Uint8Array(bytes));
            return (controller.desiredSize ?? 0) > 0 ? undefined : wanted();
          }, { signal: stop.signal, range, onRetry });
        };
        read().then(
          () => controller.close(),
          (error) => stop.signal.aborted || controller.error(error),
        ).finally(() => unlink());
      },
      pull: () => wake(),
      cancel(reason) {
        unlink();
        stop.abort(reason);
        wake();
      },
    }, { highWaterMark: 0 }),
  );
}
