import { crc32 } from "node:zlib";
import type { IHasher } from "hash-wasm";
import { Breaths } from "../_breaths.ts";
import { crcText, type UploadSource } from "./_source_file.ts";
import type { ManifestText } from "../manifest/manifest_text.ts";

/** The text of a manifest, read to be sent as if it were a file. */
export class TextSource implements UploadSource {
  readonly #hash: string;
  readonly #hasher: IHasher;
  readonly #pieces: Iterator<string>;
  readonly #encoder = new TextEncoder();
  #rest = new Uint8Array(0);

  /** Begins with its first piece. */
  constructor({ hash, pieces }: ManifestText, hasher: IHasher) {
    this.#hash = hash;
    this.#pieces = pieces()[Symbol.iterator]();
    this.#hasher = hasher;
    hasher.init();
  }

  /** Fills a buffer with the next bytes, and gives their CRC32 as the object store takes it. */
  async read(into: Uint8Array, signal: AbortSignal): Promise<string> {
    const breaths = new Breaths(signal);
    let sum = 0;
    for (let at = 0; at < into.length;) {
      if (breaths.due) await breaths.take();
      if (this.#rest.length === 0) {
        this.#rest = this.#encoder.encode(this.#pieces.next().value);
      }
      const piece = this.#rest.subarray(0, into.length - at);
      this.#rest = this.#rest.subarray(piece.length);
      into.set(piece, at);
      this.#hasher.update(piece);
      sum = crc32(piece, sum);
      at += piece.length;
    }
    return crcText(sum);
  }

  /** Makes sure, when all is read, that it was the text that was hashed. */
  check(): Promise<void> {
    if (this.#hasher.digest("hex") === this.#hash) return Promise.resolve();
    return Promise.reject(new Error("The text of a manifest is not what it was"));
  }

  /** Leaves the rest. */
  [Symbol.dispose](): void {
    this.#pieces.return?.();
  }
}
