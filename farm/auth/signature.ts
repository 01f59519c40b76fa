import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { headerText } from "../protocol/header_text.ts";

/** The parts of a request that its signature covers. */
export interface SignedParts {
  readonly method: string;
  /** The path as it came, still percent-encoded. */
  readonly rawPath: string;
  /** The query as it came, without the question mark. */
  readonly rawQuery: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** What an `Authorization` header of Signature Version 4 says. */
export interface Authorization {
  readonly accessKeyId: string;
  /** As `20260131`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const HEADER =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})\s*$/;

/** Reads an `Authorization` header; undefined if it is not one of Signature Version 4. */
export function parseAuthorization(header: string): Authorization | undefined {
  const match = HEADER.exec(header);
  if (match === null) return undefined;
  const [, accessKeyId, date, region, service, signedHeaders, signature] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: signedHeaders.split(";"),
    signature,
  };
}

/** Whether the request's signature is the one that `secret` makes. */
export function signatureMatches(
  parts: SignedParts,
  authorization: Authorization,
  secret: string,
): boolean {
  const expected = Buffer.from(sign(parts, authorization, secret));
  const given = Buffer.from(authorization.signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** Computes the signature of a request: Signature Version 4, in hex. */
export function sign(
  parts: SignedParts,
  { date, region, service, signedHeaders }: Omit<Authorization, "accessKeyId" | "signature">,
  secret: string,
): string {
  const canonical = [
    parts.method,
    canonicalPath(parts.rawPath, service),
    canonicalQuery(parts.rawQuery),
    ...signedHeaders.map((name) => `${name}:${canonicalHeader(parts.headers.get(name))}`),
    "",
    signedHeaders.join(";"),
    parts.headers.get("x-amz-content-sha256") ?? sha256(parts.body),
  ].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const time = parts.headers.get("x-amz-date") ?? "";
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
  return hmac(signingKey(secret, date, region, service), text).toString("hex");
}

/** The SHA-256 of some data, in hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

const signingKeys = new Map<string, Uint8Array>();
const MOST_KEYS = 1000;

/** The key with which `secret` signs for a day, a region and a service. */
export function signingKey(
  secret: string,
  date: string,
  region: string,
  service: string,
): Uint8Array {
  const name = `${secret}/${date}/${region}/${service}`;
  let key = signingKeys.get(name);
  if (key === undefined) {
    key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), "aws4_request");
    if (signingKeys.size >= MOST_KEYS) signingKeys.clear();
    signingKeys.set(name, key);
  }
  return key;
}

/** The HMAC-SHA256 of a text. */
export function hmac(key: string | Uint8Array, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

// Every service but S3 signs the path encoded a second time.
function canonicalPath(rawPath: string, service: string): string {
  const segments = rawPath.split("/");
  return segments.map(service === "s3" ? (s) => encode(decode(s)) : encode).join("/");
}

function canonicalQuery(rawQuery: string): string {
  if (rawQuery === "") return "";
  const pairs = rawQuery.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? "" : pair.slice(equals + 1);
    return [encode(decode(name)), encode(decode(value))] as const;
  });
  return pairs
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function canonicalHeader(value: string | null): string {
  return headerText((value ?? "").trim().replace(/ +/g, " "));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
