import { humanSize } from "../human_size.ts";

/** Thrown when files do not fit on a disk: before anything is written, or when it has become full. */
export class DiskFullError extends Error {
  /** A folder on that disk. */
  readonly path: string;
  /** Bytes that are needed. */
  readonly needed: number;
  /** Bytes that are free. */
  readonly available: number;
  /** What a person can do about it. */
  readonly hint: string = "Free some space, or choose a folder on another disk, then start again";

  /** Makes the error. */
  constructor(
    { path, needed, available }: { path: string; needed: number; available: number },
    options?: ErrorOptions,
  ) {
    super(
      `Cannot download to "${path}": ${humanSize(needed)} are needed, ` +
        `${humanSize(available)} are free`,
      options,
    );
    this.name = "DiskFullError";
    this.path = path;
    this.needed = needed;
    this.available = available;
  }
}
