/// <reference lib="deno.worker" />
import { createXXHash128, type IHasher } from "hash-wasm";
import { fileFacts, openToRead } from "../files/host_files.ts";
import { problemOf } from "../files/unusable_files_error.ts";
import type { FromHashWorker, HashAnswer, HashWork, ToHashWorker } from "./_hash_messages.ts";

/** Big enough to keep a disk busy, small enough for hundreds of workers. */
const BUFFER_SIZE = 2 ** 20;
/** How many bytes of a large file are hashed between two reports. */
const REPORT_EVERY = 32 * 2 ** 20;

const buffer = new Uint8Array(BUFFER_SIZE);
const hasher = createXXHash128();

self.onmessage = async ({ data: { work, halt } }: MessageEvent<ToHashWorker>) => {
  const ready = await hasher;
  const goOn = () => {
    if (Atomics.load(halt, 0) !== 0) throw new Error("Nobody waits for the hash any more");
  };
  post({ type: "done", answers: work.map((one) => answer(ready, one, goOn)) });
};

/** `goOn` throws when nobody waits for the answer any more. */
function answer(
  hasher: IHasher,
  { id, path, size, mtimeNs }: HashWork,
  goOn: () => void,
): HashAnswer {
  try {
    goOn();
    const { identity } = fileFacts(path);
    using file = openToRead(path);
    hasher.init();
    let read = 0;
    let reported = 0;
    // One byte more than there should be tells of a file that grew, without a read to its end.
    while (read <= size) {
      goOn();
      const count = file.readSync(buffer);
      if (count === null) break;
      hasher.update(count === BUFFER_SIZE ? buffer : buffer.subarray(0, count));
      read += count;
      if (read - reported >= REPORT_EVERY) {
        post({ type: "read", bytes: read - reported });
        reported = read;
      }
    }
    const now = fileFacts(path);
    const same = read === size && now.size === size && now.mtimeNs === mtimeNs &&
      now.identity === identity;
    return same
      ? { id, hash: hasher.digest("hex"), bytes: read - reported }
      : { id, problem: "changed" };
  } catch (error) {
    return { id, problem: problemOf(error) };
  }
}

function post(message: FromHashWorker): void {
  self.postMessage(message);
}
