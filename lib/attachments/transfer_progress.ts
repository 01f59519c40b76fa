import type { FileProgress } from "./file_progress.ts";

/** How far work on files is, and how fast it goes. */
export interface TransferProgress extends FileProgress {
  /** Bytes a second, lately. */
  bytesPerSecond: number;
  /** Seconds that are left at this rate; undefined if nothing goes through. */
  secondsLeft?: number | undefined;
}
