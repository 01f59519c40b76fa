import { AuthError, findKey, parseAmzDate } from "../auth/authenticate.ts";
import type { FarmKeys } from "../auth/keys.ts";
import type { Principal } from "../auth/principal.ts";
import {
  type Authorization,
  parseAuthorization,
  signatureMatches,
  type SignedParts,
  signingKey,
} from "../auth/signature.ts";
import { S3Error } from "./s3_error.ts";

/** A request of the object store whose signature is right; its body is still to be checked. */
export interface SignedRequest {
  readonly principal: Principal;
  /** The body's SHA-256 in hex, or one of the service's words for bodies that are signed otherwise. */
  readonly payload: string;
  /** What the chunks of a body that is signed in chunks are signed with. */
  readonly seed: ChunkSeed;
}

/** The beginning of a chain of signatures. */
export interface ChunkSeed {
  readonly signature: string;
  readonly key: Uint8Array;
  /** As `20260131T235959Z`. */
  readonly time: string;
  readonly scope: string;
}

const NO_BODY = new Uint8Array();
const MOST_SKEW = 15 * 60 * 1000;
const MOST_EXPIRY_SECONDS = 7 * 24 * 60 * 60;
const SECOND = 1000;

/**
 * Finds out who signed a request, in a header or in its URL.
 *
 * @throws {AuthError} If the signature is missing, wrong, or made with an unknown key.
 * @throws {S3Error} If a URL is signed for longer than can be, or has expired.
 */
export function checkSignature(
  request: Omit<SignedParts, "body">,
  keys: FarmKeys,
  now: number,
): SignedRequest {
  const query = new URLSearchParams(request.rawQuery);
  const inUrl = query.has("X-Amz-Signature");
  const parts = { ...(inUrl ? unpackUrl(request, query) : request), body: NO_BODY };
  const header = parts.headers.get("authorization");
  if (header === null) throw new AuthError("missing", "s3", "Access Denied");
  const authorization = parseAuthorization(header);
  const time = parts.headers.get("x-amz-date") ?? "";
  const signedAt = parseAmzDate(time);
  if (authorization === undefined || signedAt === undefined) {
    throw new AuthError("incomplete", "s3", "The authorization that you provided is malformed");
  }
  if (inUrl) checkExpiry(query.get("X-Amz-Expires"), signedAt, now);
  else checkSkew(signedAt, now);
  const { accessKeyId, date, region, service, signature } = authorization;
  const { secret, principal } = findKey(accessKeyId, parts.headers, keys, now, "s3");
  if (!coversWhatCounts(parts.headers, authorization, inUrl)) {
    throw new S3Error(
      "AccessDenied",
      "There were headers present in the request which were not signed",
    );
  }
  if (!time.startsWith(date) || !signatureMatches(parts, authorization, secret)) {
    throw new AuthError(
      "wrongSignature",
      "s3",
      "The request signature we calculated does not match the signature you provided. Check " +
        "your key and signing method.",
    );
  }
  const payload = parts.headers.get("x-amz-content-sha256");
  if (payload === null) {
    throw new S3Error(
      "InvalidRequest",
      "Missing required header for this request: x-amz-content-sha256",
    );
  }
  const key = signingKey(secret, date, region, service);
  const scope = `${date}/${region}/${service}/aws4_request`;
  return { principal, payload, seed: { signature, key, time, scope } };
}

/** A request that is signed in its URL, in the form of one that is signed in a header. */
function unpackUrl<T extends Omit<SignedParts, "body">>(request: T, query: URLSearchParams): T {
  const headers = new Headers(request.headers);
  const get = (name: string) => query.get(`X-Amz-${name}`) ?? "";
  headers.set(
    "authorization",
    `${get("Algorithm")} Credential=${get("Credential")}, ` +
      `SignedHeaders=${get("SignedHeaders")}, Signature=${get("Signature")}`,
  );
  headers.set("x-amz-date", get("Date"));
  headers.set("x-amz-content-sha256", get("Content-Sha256") || "UNSIGNED-PAYLOAD");
  const token = query.get("X-Amz-Security-Token");
  if (token !== null) headers.set("x-amz-security-token", token);
  const rawQuery = request.rawQuery.split("&")
    .filter((pair) => !pair.startsWith("X-Amz-Signature=")).join("&");
  return { ...request, headers, rawQuery };
}

function coversWhatCounts(headers: Headers, { signedHeaders }: Authorization, inUrl: boolean) {
  const covered = new Set(signedHeaders);
  if (!covered.has("host")) return false;
  return inUrl ||
    [...headers.keys()].every((name) => !name.startsWith("x-amz-") || covered.has(name));
}

function checkSkew(signedAt: number, now: number): void {
  if (Math.abs(now - signedAt) <= MOST_SKEW) return;
  throw new AuthError(
    "skewed",
    "s3",
    "The difference between the request time and the current time is too large.",
  );
}

function checkExpiry(expires: string | null, signedAt: number, now: number): void {
  const seconds = Number(expires);
  if (expires === null || !(seconds >= 0 && seconds <= MOST_EXPIRY_SECONDS)) {
    throw new S3Error(
      "AuthorizationQueryParametersError",
      "X-Amz-Expires must be a number of seconds up to a week",
    );
  }
  if (signedAt - now > MOST_SKEW) throw new S3Error("AccessDenied", "Request is not valid yet");
  if (now > signedAt + seconds * SECOND) throw new S3Error("AccessDenied", "Request has expired");
}
