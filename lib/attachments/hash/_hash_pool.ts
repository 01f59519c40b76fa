import type { FromHashWorker, HashAnswer, HashWork, ToHashWorker } from "./_hash_messages.ts";

/** A worker gets at most so many files, or so many bytes of more than one file, at once. */
const BATCH_FILES = 64;
const BATCH_BYTES = 16 * 2 ** 20;

/** What the pool tells and takes. */
export interface HashPoolOptions {
  workers: number;
  /** How many files there are to hash, and how many of them are large. */
  files: number;
  large: number;
  signal?: AbortSignal;
  /** Called when a large file was read on. */
  onRead: (bytes: number) => void;
  /** Called with what a worker has found; the worker waits for it. */
  onAnswers: (answers: HashAnswer[]) => Promise<void>;
}

/**
 * Hashes files in workers; large ones should come first, so that no worker is left alone with one at
 * the end. When the signal aborts, they are gone at once, in the midst of a file.
 */
export async function hashInWorkers(
  work: Iterable<HashWork>,
  options: HashPoolOptions,
): Promise<void> {
  const { signal, files, onRead, onAnswers } = options;
  signal?.throwIfAborted();
  const batches = batchesOf(work);
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal!.reason);
  signal?.addEventListener("abort", stop, { once: true });
  stopped.promise.catch(() => {});
  const workers: Worker[] = [];
  const halt = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const runOne = async () => {
    const worker = new Worker(new URL("./_hash_worker.ts", import.meta.url), { type: "module" });
    workers.push(worker);
    for (const batch of batches) await onAnswers(await ask(worker, { work: batch, halt }, onRead));
  };
  try {
    const count = Math.min(options.workers, Math.ceil(files / BATCH_FILES));
    const enough = Math.max(count, Math.min(options.workers, options.large));
    await Promise.race([
      stopped.promise,
      Promise.all(Array.from({ length: enough }, runOne)),
    ]);
  } finally {
    signal?.removeEventListener("abort", stop);
    // Ending a worker does not end what it does: it would read a large file to its end.
    Atomics.store(halt, 0, 1);
    for (const worker of workers) worker.terminate();
  }
}

/** Whether a file is hashed apart from others. */
export function isLarge(size: number): boolean {
  return size > BATCH_BYTES;
}

/** One iterator that all workers draw from. */
function* batchesOf(work: Iterable<HashWork>): Generator<HashWork[], void, void> {
  let batch: HashWork[] = [];
  let bytes = 0;
  for (const one of work) {
    batch.push(one);
    bytes += one.size;
    if (batch.length < BATCH_FILES && bytes < BATCH_BYTES) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

function ask(
  worker: Worker,
  message: ToHashWorker,
  onRead: (bytes: number) => void,
): Promise<HashAnswer[]> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromHashWorker>) => {
      if (data.type === "read") onRead(data.bytes);
      else resolve(data.answers);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot hash files: ${event.message}`));
    };
    worker.postMessage(message);
  });
}
