import type { FromHashWorker, HashAnswer, HashWork } from "./_hash_messages.ts";

/** A worker gets at most so many files, or so many bytes of more than one file, at once. */
const BATCH_FILES = 64;
const BATCH_BYTES = 16 * 2 ** 20;

/** What the pool tells and takes. */
export interface HashPoolOptions {
  workers: number;
  signal?: AbortSignal;
  /** Called when a large file was read on. */
  onRead: (bytes: number) => void;
  /** Called with what a worker has found; the worker waits for it. */
  onAnswers: (answers: HashAnswer[]) => Promise<void>;
}

/** Hashes files in workers. When the signal aborts, they are gone at once, in the midst of a file. */
export async function hashInWorkers(work: HashWork[], options: HashPoolOptions): Promise<void> {
  const { signal, onRead, onAnswers } = options;
  signal?.throwIfAborted();
  // Large files first, so that no worker is left alone with one at the end.
  const batches = batchesOf(work.toSorted((a, b) => b.size - a.size));
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal!.reason);
  signal?.addEventListener("abort", stop, { once: true });
  stopped.promise.catch(() => {});
  const workers: Worker[] = [];
  const runOne = async () => {
    const worker = new Worker(new URL("./_hash_worker.ts", import.meta.url), { type: "module" });
    workers.push(worker);
    for (const batch of batches) await onAnswers(await ask(worker, batch, onRead));
  };
  try {
    const count = Math.min(options.workers, Math.ceil(work.length / BATCH_FILES) || 1, work.length);
    const enough = Math.max(count, Math.min(options.workers, work.filter(isLarge).length));
    await Promise.race([
      stopped.promise,
      Promise.all(Array.from({ length: enough }, runOne)),
    ]);
  } finally {
    signal?.removeEventListener("abort", stop);
    for (const worker of workers) worker.terminate();
  }
}

function isLarge({ size }: HashWork): boolean {
  return size > BATCH_BYTES;
}

/** One iterator that all workers draw from. */
function* batchesOf(work: HashWork[]): Generator<HashWork[], void, void> {
  for (let next = 0; next < work.length;) {
    const batch: HashWork[] = [];
    let bytes = 0;
    do {
      bytes += work[next].size;
      batch.push(work[next++]);
    } while (next < work.length && batch.length < BATCH_FILES && bytes < BATCH_BYTES);
    yield batch;
  }
}

function ask(
  worker: Worker,
  batch: HashWork[],
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
    worker.postMessage(batch);
  });
}
