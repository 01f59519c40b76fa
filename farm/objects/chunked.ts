import { createHash, timingSafeEqual } from "node:crypto";
import { hmac, sha256 } from "../auth/signature.ts";
import { S3Error } from "./s3_error.ts";
import type { ChunkSeed } from "./signed_request.ts";

const EMPTY_HASH = sha256("");
const MOST_LINE = 8 * 1024;

/** Options for {@linkcode decodeChunked}. */
export interface DecodeChunkedOptions {
  /** Checks the chunks' signatures; they have none without it. */
  readonly seed?: ChunkSeed | undefined;
  /** Whether headers follow the last chunk, and their signature if chunks have one. */
  readonly trailing: boolean;
  /** Takes a header that follows the last chunk; its name is in lower case. */
  readonly onTrailer: (name: string, value: string) => void;
}

/**
 * Takes a body of `aws-chunked` apart: its data as it comes, every chunk's signature checked when
 * the chunk is complete.
 *
 * @throws {S3Error} If a signature is wrong, or the body is not well-formed or ends too early.
 */
export async function* decodeChunked(
  body: AsyncIterable<Uint8Array>,
  { seed, trailing, onTrailer }: DecodeChunkedOptions,
): AsyncGenerator<Uint8Array, void> {
  await using source = new Source(body);
  let previous = seed?.signature ?? "";
  const check = (kind: string, digests: string, given: string | undefined) => {
    if (seed === undefined) return;
    const { key, time, scope } = seed;
    const text = `AWS4-HMAC-SHA256-${kind}\n${time}\n${scope}\n${previous}\n${digests}`;
    previous = hmac(key, text).toString("hex");
    if (given?.length !== 64 || !timingSafeEqual(Buffer.from(previous), Buffer.from(given))) {
      throw new S3Error(
        "SignatureDoesNotMatch",
        "The signature of a chunk of the body does not match the one we calculated.",
      );
    }
  };
  for (;;) {
    const { size, signature } = parseChunkHeader(await source.line());
    const hash = createHash("sha256");
    for (let left = size; left > 0;) {
      const data = await source.some(left);
      left -= data.length;
      if (seed !== undefined) hash.update(data);
      yield data;
    }
    check("PAYLOAD", `${EMPTY_HASH}\n${hash.digest("hex")}`, signature);
    if (size === 0) break;
    if (await source.line() !== "") throw incomplete();
  }
  if (!trailing) return;
  let signed = "";
  for (let line = await source.line(); line !== ""; line = await source.line(true)) {
    const colon = line.indexOf(":");
    if (colon < 0) throw incomplete();
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "x-amz-trailer-signature") {
      check("TRAILER", sha256(signed), value);
      return;
    }
    signed += `${name}:${value}\n`;
    onTrailer(name, value);
  }
  check("TRAILER", sha256(signed), undefined);
}

function parseChunkHeader(line: string): { size: number; signature: string | undefined } {
  const match = /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line);
  if (match === null) throw incomplete();
  return { size: parseInt(match[1]!, 16), signature: match[2] };
}

function incomplete(): S3Error {
  return new S3Error(
    "IncompleteBody",
    "The request body terminated unexpectedly, or is not in the aws-chunked form",
  );
}

/** Bytes of a stream by lines and by counts. */
class Source implements AsyncDisposable {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #buffer: Uint8Array = new Uint8Array();

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#chunks = body[Symbol.asyncIterator]();
  }

  /** The next line without its end; at the end of the body, an empty one if `endMayCome`. */
  async line(endMayCome = false): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf(10);
      if (end >= 0) {
        const line = new TextDecoder().decode(this.#buffer.subarray(0, end));
        this.#buffer = this.#buffer.subarray(end + 1);
        return line.replace(/\r$/, "");
      }
      if (this.#buffer.length > MOST_LINE) throw incomplete();
      const { done, value } = await this.#chunks.next();
      if (done && endMayCome) return "";
      if (done) throw incomplete();
      this.#buffer = Buffer.concat([this.#buffer, value]);
    }
  }

  /** At least one byte and at most `most`. */
  async some(most: number): Promise<Uint8Array> {
    while (this.#buffer.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) throw incomplete();
      this.#buffer = value;
    }
    const some = this.#buffer.subarray(0, most);
    this.#buffer = this.#buffer.subarray(some.length);
    return some;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks.return?.();
  }
}
