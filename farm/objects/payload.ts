import { createHash } from "node:crypto";
import type { Blobs, Segment } from "./blobs.ts";
import {
  type Algorithm,
  ALGORITHMS,
  type Checksum,
  checksumHeader,
  parseAlgorithm,
  startChecksum,
} from "./checksum.ts";
import { decodeChunked } from "./chunked.ts";
import { S3Error } from "./s3_error.ts";
import type { SignedRequest } from "./signed_request.ts";

/** The body of a request with all by which it can be checked. */
export interface Payload {
  readonly headers: Headers;
  readonly body: AsyncIterable<Uint8Array> | null;
  readonly signed: Pick<SignedRequest, "payload" | "seed">;
}

/** Data that was received and is what its sender says it is. */
export interface Received extends Segment {
  /** The MD5 in hex. */
  readonly etag: string;
  readonly checksum: Checksum | undefined;
}

/**
 * Writes a body to a file of the store while checking it: its length, its hash, its checksums.
 *
 * @param fallback The checksum to make when the request asks for none.
 * @throws {S3Error} If one of them is not what the request says; nothing of the body stays then.
 */
export async function receivePayload(
  payload: Payload,
  blobs: Blobs,
  fallback?: Algorithm,
): Promise<Received> {
  const { headers } = payload;
  const algorithm = algorithmOf(headers) ?? fallback;
  const md5 = startChecksum("MD5");
  const running = algorithm && startChecksum(algorithm);
  const trailers = new Map<string, string>();
  async function* watched(): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of openPayload(payload, (name, value) => trailers.set(name, value))) {
      md5.update(chunk);
      running?.update(chunk);
      yield chunk;
    }
  }
  const segment = await blobs.receive(watched());
  try {
    const digest = Buffer.from(md5.digest());
    checkMd5(headers.get("content-md5"), digest);
    const value = running && Buffer.from(running.digest()).toString("base64");
    const given = algorithm && (headers.get(checksumHeader(algorithm)) ??
      trailers.get(checksumHeader(algorithm)));
    if (given !== undefined && given !== value) throw wrongChecksum(algorithm!);
    const checksum = value === undefined
      ? undefined
      : { algorithm: algorithm!, type: "FULL_OBJECT", value } as const;
    return { ...segment, etag: digest.toString("hex"), checksum };
  } catch (error) {
    await blobs.discard(segment.blob);
    throw error;
  }
}

/** Reads a small body whole, checked likewise. */
export async function readPayload(payload: Payload, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of openPayload(payload, () => {})) {
    size += chunk.length;
    if (size > most) {
      throw new S3Error("MaxMessageLengthExceeded", "Your request was too big");
    }
    chunks.push(chunk);
  }
  const data = Buffer.concat(chunks);
  checkMd5(payload.headers.get("content-md5"), Buffer.from(md5Of(data)));
  return data.toString();
}

function md5Of(data: Uint8Array): Uint8Array {
  const md5 = startChecksum("MD5");
  md5.update(data);
  return md5.digest();
}

/** The data of a body as it comes; ends in an error if it is not what was signed. */
async function* openPayload(
  { headers, body, signed }: Payload,
  onTrailer: (name: string, value: string) => void,
): AsyncGenerator<Uint8Array, void> {
  const kind = /^STREAMING-(UNSIGNED|AWS4-HMAC-SHA256)-PAYLOAD(-TRAILER)?$/.exec(signed.payload);
  const raw = whole(body);
  const data = kind === null ? raw : decodeChunked(raw, {
    seed: kind[1] === "UNSIGNED" ? undefined : signed.seed,
    trailing: kind[2] !== undefined,
    onTrailer,
  });
  const hash = /^[0-9a-f]{64}$/.test(signed.payload) ? createHash("sha256") : undefined;
  if (kind === null && hash === undefined && signed.payload !== "UNSIGNED-PAYLOAD") {
    throw new S3Error(
      "InvalidArgument",
      "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- value, or a valid sha256 value.",
    );
  }
  let size = 0;
  for await (const chunk of data) {
    hash?.update(chunk);
    size += chunk.length;
    yield chunk;
  }
  if (hash !== undefined && hash.digest("hex") !== signed.payload) {
    throw new S3Error(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  const expected = headers.get(kind === null ? "content-length" : "x-amz-decoded-content-length");
  if (expected !== null && Number(expected) !== size) throw tooShort();
}

// A caller that goes away in the middle of its body is no failure of the farm.
async function* whole(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body ?? [];
  } catch (cause) {
    throw Object.assign(tooShort(), { cause });
  }
}

function tooShort(): S3Error {
  return new S3Error(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
  );
}

/** The checksum algorithm that a request uses, by the header or trailer that carries its value. */
function algorithmOf(headers: Headers): Algorithm | undefined {
  const trailer = headers.get("x-amz-trailer")?.toLowerCase() ?? "";
  const carried = ALGORITHMS.filter((one) =>
    headers.has(checksumHeader(one)) || trailer.split(/\s*,\s*/).includes(checksumHeader(one))
  );
  if (carried.length > 1) {
    throw new S3Error("InvalidRequest", "Expecting a single x-amz-checksum- header");
  }
  const named = headers.get("x-amz-sdk-checksum-algorithm");
  return carried[0] ?? (named === null ? undefined : parseAlgorithm(named));
}

function checkMd5(header: string | null, actual: Uint8Array): void {
  if (header === null) return;
  const expected = Buffer.from(header, "base64");
  if (expected.length !== 16) {
    throw new S3Error("InvalidDigest", "The Content-MD5 you specified was invalid.");
  }
  if (!expected.equals(actual)) {
    throw new S3Error(
      "BadDigest",
      "The Content-MD5 you specified did not match what we received.",
    );
  }
}

/** The error for a checksum that is not the data's. */
function wrongChecksum(algorithm: Algorithm): S3Error {
  return new S3Error(
    "BadDigest",
    `The ${algorithm} you specified did not match the calculated checksum.`,
  );
}
