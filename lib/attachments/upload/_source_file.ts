import { Buffer } from "node:buffer";
import { crc32 } from "node:zlib";
import type { IHasher } from "hash-wasm";
import { manifestTime } from "../files/file_times.ts";
import { type FileFacts, fileFacts, openToRead } from "../files/host_files.ts";
import { problemOf, UnusableFilesError } from "../files/unusable_files_error.ts";

/** A file to send: what it was when it was hashed. */
export interface UploadFile {
  /** Its absolute path. */
  path: string;
  /** The hash of its bytes. */
  hash: string;
  /** Its size in bytes. */
  size: number;
  /** When it was changed last, in whole microseconds since the epoch. */
  mtime: number;
}

/** Bytes read, hashed and summed at a time: short enough for the event loop to breathe between. */
const CHUNK = 2 ** 20;

/** What is read to be sent in parts. */
export interface UploadSource extends Disposable {
  /** Fills a buffer with the next bytes, and gives their CRC32 as the object store takes it. */
  read(into: Uint8Array, signal: AbortSignal): Promise<string>;
  /** Makes sure, when all is read, that it was what was hashed. */
  check(): Promise<void>;
}

/** A file that is being read to be sent. Whatever is wrong with it is thrown with its name. */
export class SourceFile implements UploadSource {
  readonly #file: UploadFile;
  readonly #facts: FileFacts;
  readonly #open: Deno.FsFile;
  readonly #hasher: IHasher;

  /** Opens the file, if it still is what it was when it was hashed. */
  constructor(file: UploadFile, hasher: IHasher) {
    this.#file = file;
    try {
      this.#facts = fileFacts(file.path);
      // Before it is opened: a pipe would be waited for.
      if (this.#facts.kind !== "file") {
        throw new UnusableFilesError([{ path: file.path, problem: this.#facts.kind }]);
      }
      if (!isAsHashed(this.#facts, file)) throw this.#changed();
      this.#open = openToRead(file.path);
    } catch (error) {
      throw this.#named(error);
    }
    this.#hasher = hasher;
    hasher.init();
  }

  /** Fills a buffer with the next bytes, and gives their CRC32 as the object store takes it. */
  async read(into: Uint8Array, signal: AbortSignal): Promise<string> {
    let sum = 0;
    for (let at = 0; at < into.length;) {
      signal.throwIfAborted();
      const count = await this.#readSome(into.subarray(at, at + CHUNK));
      if (count === null) throw this.#changed();
      const piece = into.subarray(at, at + count);
      this.#hasher.update(piece);
      sum = crc32(piece, sum);
      at += count;
    }
    return crcText(sum);
  }

  /** Makes sure, when all is read, that it was of one piece: the very bytes that were hashed. */
  async check(): Promise<void> {
    const beyond = await this.#readSome(new Uint8Array(1));
    const { hash, path } = this.#file;
    let now: FileFacts;
    try {
      now = fileFacts(path);
    } catch (error) {
      throw this.#named(error);
    }
    const same = beyond === null && now.identity === this.#facts.identity &&
      now.mtimeNs === this.#facts.mtimeNs && now.size === this.#facts.size;
    if (!same || this.#hasher.digest("hex") !== hash) throw this.#changed();
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#open.close();
  }

  async #readSome(into: Uint8Array): Promise<number | null> {
    try {
      return await this.#open.read(into);
    } catch (error) {
      throw this.#named(error);
    }
  }

  #changed(): UnusableFilesError {
    return new UnusableFilesError([{ path: this.#file.path, problem: "changed" }]);
  }

  #named(error: unknown): unknown {
    if (error instanceof UnusableFilesError) return error;
    return new UnusableFilesError([{ path: this.#file.path, problem: problemOf(error) }]);
  }
}

/** The CRC32 of some bytes, as the object store takes it. */
export function crcOf(bytes: Uint8Array): string {
  return crcText(crc32(bytes));
}

/** A CRC32 as the object store takes it. */
export function crcText(sum: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(sum);
  return bytes.toString("base64");
}

function isAsHashed({ size, mtimeNs }: FileFacts, file: UploadFile): boolean {
  return size === file.size && manifestTime(mtimeNs) === file.mtime;
}
