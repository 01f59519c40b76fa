import { S3Error } from "./s3_error.ts";

/** Bytes from `start` up to, without, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads a `Range` header; undefined for none, and for several or a wrong one, which the service
 * answers with the whole object.
 *
 * @throws {S3Error} `InvalidRange` if no byte of the object is in it.
 */
export function parseRange(header: string | null, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (match === null || match[0] === "bytes=-") return undefined;
  const [, first, last] = match as unknown as [string, string, string];
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(Number(last) + 1, size);
  if (start < end) return { start, end };
  throw new S3Error("InvalidRange", "The requested range is not satisfiable", {
    details: { RangeRequested: header!, ActualObjectSize: `${size}` },
    headers: { "content-range": `bytes */${size}` },
  });
}
