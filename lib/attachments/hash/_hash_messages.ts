import type { FileProblem } from "../files/unusable_files_error.ts";

/** A file to hash, and what it was when it was looked at. */
export interface HashWork {
  /** Tells the answers apart. */
  id: number;
  path: string;
  size: number;
  mtimeNs: bigint;
}

/** The hash of a file, with the bytes not reported yet; or why there is none. */
export type HashAnswer =
  | { id: number; hash: string; bytes: number; problem?: undefined }
  | { id: number; problem: FileProblem["problem"] };

/** What a worker says: that it read on in a large file, or that its files are done. */
export type FromHashWorker =
  | { type: "read"; bytes: number }
  | { type: "done"; answers: HashAnswer[] };

/** What is asked of a worker. */
export interface ToHashWorker {
  work: HashWork[];
  /** Shared with all workers; anything but zero tells that nobody waits any more. */
  halt: Int32Array;
}
