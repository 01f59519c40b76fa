import { Buffer } from "node:buffer";
import { CompactPaths, type PathList } from "../files/compact_paths.ts";
import { manifestTime } from "../files/file_times.ts";
import type { FileProgress } from "../file_progress.ts";
import { isLarge } from "./_hash_pool.ts";
import type { HashWork } from "./_hash_messages.ts";

/** A file with its hash. */
export interface HashedFile {
  /** Its path, as given. */
  path: string;
  /** The hash of its bytes. */
  hash: string;
  /** Its size in bytes. */
  size: number;
  /** When it was changed last, in whole microseconds since the epoch. */
  mtime: number;
  /** Whether the cache did not know it, knew an older state of it, or knew it as it is. */
  status: "new" | "modified" | "unchanged";
}

/** Bytes of a hash. */
const HASH = 16;
const STATUS = ["new", "modified", "unchanged"] as const;

/** What was seen of a file. */
export interface SeenFile {
  /** Its path with all links resolved. */
  resolved: string;
  size: number;
  mtimeNs: bigint;
  status: HashedFile["status"];
  /** Its hash, if it is known already. */
  hash: string | undefined;
}

/**
 * Files with their hashes: columns outside of the heap, some 40 bytes a file besides its path, so that
 * a million of them are no burden.
 */
export class HashedFiles implements Iterable<HashedFile> {
  readonly #paths: PathList;
  readonly #hashes: Buffer;
  readonly #sizes: Float64Array;
  readonly #times: BigInt64Array;
  readonly #statuses: Uint8Array;
  /** Resolved paths that are not those given, and their places, counted from one. */
  #resolved: { paths: CompactPaths; places: Uint32Array } | undefined;
  #seen = 0;

  /** Files of these paths, of which nothing is known yet. */
  constructor(paths: PathList) {
    const { length } = this.#paths = paths;
    this.#hashes = Buffer.alloc(length * HASH);
    this.#sizes = new Float64Array(length);
    this.#times = new BigInt64Array(length);
    this.#statuses = new Uint8Array(length);
  }

  /** How many there are. */
  get length(): number {
    return this.#paths.length;
  }

  /** Keeps what was seen of the next file. */
  see(path: string, { resolved, size, mtimeNs, status, hash }: SeenFile): void {
    const index = this.#seen++;
    this.#sizes[index] = size;
    this.#times[index] = mtimeNs;
    this.#statuses[index] = STATUS.indexOf(status);
    if (hash !== undefined) this.setHash(index, hash);
    if (resolved === path) return;
    this.#resolved ??= { paths: new CompactPaths(), places: new Uint32Array(this.length) };
    this.#resolved.paths.push(resolved);
    this.#resolved.places[index] = this.#resolved.paths.length;
  }

  /** Keeps the hash of a file. */
  setHash(index: number, hash: string): void {
    this.#hashes.write(hash, index * HASH, "hex");
  }

  /** The path of a file, as given. */
  path(index: number): string {
    return this.#paths.at(index)!;
  }

  /** The path of a file with all links resolved. */
  resolved(index: number): string {
    const place = this.#resolved?.places[index] ?? 0;
    return place > 0 ? this.#resolved!.paths.at(place - 1) : this.path(index);
  }

  /** When a file was changed last, in nanoseconds since the epoch. */
  mtimeNs(index: number): bigint {
    return this.#times[index];
  }

  /** Files whose hashes are not known, the large ones first. */
  *unknown(): Generator<HashWork> {
    const large = [...this.#unknown(true)].sort((a, b) => this.#sizes[b] - this.#sizes[a]);
    for (const index of large) yield this.#work(index);
    for (const index of this.#unknown(false)) yield this.#work(index);
  }

  /** How many files have no known hash, and how many of them are large. */
  unknownCounts(): { files: number; large: number } {
    const counts = { files: 0, large: 0 };
    for (const _ of this.#unknown(true)) counts.large++;
    for (const _ of this.#unknown(false)) counts.files++;
    counts.files += counts.large;
    return counts;
  }

  /** How far hashing is, while none but what was known from earlier is hashed. */
  progress(): FileProgress {
    const progress = { files: 0, bytes: 0, totalFiles: this.length, totalBytes: 0 };
    for (const [index, size] of this.#sizes.entries()) {
      progress.totalBytes += size;
      if (STATUS[this.#statuses[index]] !== "unchanged") continue;
      progress.files++;
      progress.bytes += size;
    }
    return { ...progress, skippedFiles: progress.files, skippedBytes: progress.bytes };
  }

  /** The files, in the order of their paths as given. */
  *[Symbol.iterator](): Generator<HashedFile> {
    let index = 0;
    for (const path of this.#paths) {
      yield {
        path,
        hash: this.#hashes.toString("hex", index * HASH, (index + 1) * HASH),
        size: this.#sizes[index],
        mtime: manifestTime(this.#times[index]),
        status: STATUS[this.#statuses[index]],
      };
      index++;
    }
  }

  *#unknown(large: boolean): Generator<number> {
    for (let index = 0; index < this.length; index++) {
      if (STATUS[this.#statuses[index]] === "unchanged") continue;
      if (isLarge(this.#sizes[index]) === large) yield index;
    }
  }

  #work(id: number): HashWork {
    const [size, mtimeNs] = [this.#sizes[id], this.#times[id]];
    return { id, path: this.resolved(id), size, mtimeNs };
  }
}
