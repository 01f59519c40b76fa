import { createHash } from "node:crypto";
import { combineCrcs, startCrc } from "./crc.ts";
import { S3Error } from "./s3_error.ts";

/** The checksum algorithms of the object store. */
export const ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;

/** One of the object store's checksum algorithms. */
export type Algorithm = typeof ALGORITHMS[number];

/** Whether a checksum is of the whole object, or of the checksums of its parts. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

/** A checksum as it is stored and told. */
export interface Checksum {
  readonly algorithm: Algorithm;
  readonly type: ChecksumType;
  /** Base64; a composite one ends in `-` and the number of parts. */
  readonly value: string;
}

/** A checksum that grows with the data. */
export interface RunningChecksum {
  /** Takes the next bytes. */
  update(data: Uint8Array): void;
  /** The checksum of all bytes. To be asked once. */
  digest(): Uint8Array;
}

/** Begins a checksum. */
export function startChecksum(algorithm: Algorithm | "MD5"): RunningChecksum {
  switch (algorithm) {
    case "MD5":
    case "SHA1":
    case "SHA256":
      return createHash(algorithm.toLowerCase());
    default:
      return startCrc(algorithm);
  }
}

/** The header and trailer that carries a checksum. */
export function checksumHeader(algorithm: Algorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/**
 * Reads an algorithm's name.
 *
 * @throws {S3Error} `InvalidRequest` if there is no such algorithm.
 */
export function parseAlgorithm(name: string): Algorithm {
  const found = ALGORITHMS.find((one) => one === name.toUpperCase());
  if (found !== undefined) return found;
  throw new S3Error(
    "InvalidRequest",
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: " +
      `[${ALGORITHMS.join(", ")}]`,
  );
}

/**
 * Which kind of checksum an upload in parts gets.
 *
 * @throws {S3Error} `InvalidRequest` if the algorithm does not have that kind.
 */
export function checksumTypeOf(algorithm: Algorithm, asked: string | null): ChecksumType {
  const type = asked ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  const full = type === "FULL_OBJECT";
  const possible = full ? !algorithm.startsWith("SHA") : algorithm !== "CRC64NVME";
  if (possible && (full || type === "COMPOSITE")) return type as ChecksumType;
  throw new S3Error(
    "InvalidRequest",
    `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
  );
}

/** The checksum of an object from those of its parts. */
export function joinChecksums(
  algorithm: Algorithm,
  type: ChecksumType,
  parts: readonly { readonly value: string; readonly size: number }[],
): Checksum {
  const digests = parts.map(({ value }) => Buffer.from(value, "base64"));
  if (type === "COMPOSITE") {
    const running = startChecksum(algorithm);
    for (const digest of digests) running.update(digest);
    const value = `${Buffer.from(running.digest()).toString("base64")}-${parts.length}`;
    return { algorithm, type, value };
  }
  if (algorithm === "SHA1" || algorithm === "SHA256") {
    throw new TypeError(`Cannot join parts by ${algorithm}: only cyclic checksums can be joined`);
  }
  let whole: Uint8Array = digests[0]!;
  for (const [index, digest] of digests.entries()) {
    if (index > 0) whole = combineCrcs(algorithm, whole, digest, parts[index]!.size);
  }
  return { algorithm, type, value: Buffer.from(whole).toString("base64") };
}
