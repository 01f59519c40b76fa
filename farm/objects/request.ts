import type { Clock } from "../clock.ts";
import { headerText } from "../protocol/header_text.ts";
import { checksumHeader, parseAlgorithm } from "./checksum.ts";
import type { Description, ObjectStore } from "./object_store.ts";
import type { Payload, Received } from "./payload.ts";
import { S3Error } from "./s3_error.ts";
import { writeXml, type XmlValue } from "./xml.ts";

/** A request of the object store, its signature checked. */
export interface S3Request extends Payload {
  readonly method: string;
  /** Empty for what is about all buckets. */
  readonly bucket: string;
  /** Empty for what is about the bucket. */
  readonly key: string;
  readonly query: URLSearchParams;
  readonly store: ObjectStore;
  readonly clock: Clock;
}

/** Answers one operation of the object store. */
export type Operation = (request: S3Request) => Response | Promise<Response>;

const MOST_KEY_BYTES = 1024;

/**
 * Splits a path into bucket and key. A key is any text: dots and slashes in it mean nothing.
 *
 * @throws {S3Error} If the path is not UTF-8, or the key too long.
 */
export function parsePath(rawPath: string): { bucket: string; key: string } {
  const slash = rawPath.indexOf("/", 1);
  const split = slash < 0 ? rawPath.length : slash;
  let bucket: string, key: string;
  try {
    bucket = decodeURIComponent(rawPath.slice(1, split));
    key = decodeURIComponent(rawPath.slice(split + 1));
  } catch {
    throw new S3Error("InvalidURI", "Couldn't parse the specified URI.");
  }
  if (Buffer.byteLength(key) > MOST_KEY_BYTES) {
    throw new S3Error("KeyTooLongError", "Your key is too long");
  }
  return { bucket, key };
}

// The headers that are kept with an object and told to its readers.
const KEPT = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];
const META = "x-amz-meta-";
const MOST_METADATA_BYTES = 2048;

/**
 * Reads what a request says about its object.
 *
 * @throws {S3Error} `MetadataTooLarge` if that is more than 2 KB.
 */
export function readDescription(headers: Headers): Description {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = headers.get(name);
    if (value !== null) kept[name] = value;
  }
  // `aws-chunked` is of the request alone.
  const encoding = kept["content-encoding"]?.split(",").map((one) => one.trim())
    .filter((one) => one !== "aws-chunked").join(",");
  if (encoding) kept["content-encoding"] = encoding;
  else delete kept["content-encoding"];
  kept["content-type"] ||= "binary/octet-stream";
  const metadata: Record<string, string> = {};
  let size = 0;
  for (const [name, value] of headers) {
    if (!name.startsWith(META)) continue;
    const text = headerText(value);
    metadata[name.slice(META.length)] = text;
    size += Buffer.byteLength(name.slice(META.length)) + Buffer.byteLength(text);
  }
  if (size > MOST_METADATA_BYTES) {
    throw new S3Error(
      "MetadataTooLarge",
      "Your metadata headers exceed the maximum allowed metadata size",
    );
  }
  return { headers: kept, metadata };
}

/** The headers that tell what is kept about an object. */
export function describe({ headers, metadata }: Description): [string, string][] {
  const told = Object.entries(metadata).map(([name, value]): [string, string] => [
    META + name,
    // Header values are ASCII: the service wraps others as mail does.
    /^[\x20-\x7e]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString("base64")}?=`,
  ]);
  return [...Object.entries(headers), ...told];
}

/** The checksum that a request to complete an upload names, and the algorithm asked for. */
export function namedAlgorithm(headers: Headers) {
  const name = headers.get("x-amz-checksum-algorithm");
  return name === null ? undefined : parseAlgorithm(name);
}

/** The headers that answer a write. */
export function writtenHeaders({ etag, checksum }: Pick<Received, "etag" | "checksum">): Headers {
  const headers = new Headers({ etag: `"${etag}"` });
  if (checksum !== undefined) {
    headers.set(checksumHeader(checksum.algorithm), checksum.value);
    headers.set("x-amz-checksum-type", checksum.type);
  }
  return headers;
}

/** An answer in XML. */
export function xmlAnswer(root: string, value: XmlValue): Response {
  return new Response(writeXml(root, value), { headers: { "content-type": "application/xml" } });
}

/** A whole number of the query or a header. */
export function wholeNumber(text: string | null, name: string, most: number): number | undefined {
  if (text === null) return undefined;
  if (/^\d{1,15}$/.test(text) && Number(text) <= most) return Number(text);
  throw new S3Error("InvalidArgument", `${name} must be a whole number up to ${most}`, {
    details: { ArgumentName: name, ArgumentValue: text },
  });
}

/**
 * How a list writes keys: as they are, or `url`-encoded, which a client asks for since XML cannot hold
 * every character that a key may have.
 */
export function keyEncoding(query: URLSearchParams): {
  readonly text: (key: string) => string;
  readonly EncodingType: "url" | undefined;
} {
  return query.get("encoding-type") === "url"
    ? { text: (key) => encodeURIComponent(key).replaceAll("%2F", "/"), EncodingType: "url" }
    : { text: (key) => key, EncodingType: undefined };
}
