import { ServiceError } from "../protocol/errors.ts";
import type { FarmKeys } from "./keys.ts";
import type { Principal } from "./principal.ts";
import { openSessionToken, secretOf } from "./session_credentials.ts";
import { parseAuthorization, sha256, signatureMatches, type SignedParts } from "./signature.ts";

/** A request whose signature is right. */
export interface Authenticated {
  readonly principal: Principal;
  readonly accessKeyId: string;
  /** The service name in the credential scope; tells the farm's services apart. */
  readonly service: string;
}

/** Why a signature was refused; each service says it in its own words. */
export type AuthFailure =
  | "missing"
  | "incomplete"
  | "unknownKey"
  | "wrongSignature"
  | "wrongPayload"
  | "skewed"
  | "expiredToken";

/** Thrown for a request that nobody known has signed. */
export class AuthError extends Error {
  /** What was wrong. */
  readonly failure: AuthFailure;
  /** The service that the caller addressed, as far as the request tells. */
  readonly service: string;

  /** Makes the error. */
  constructor(failure: AuthFailure, service: string, message: string) {
    super(message);
    this.name = "AuthError";
    this.failure = failure;
    this.service = service;
  }
}

// The greatest difference between the caller's clock and ours that the service takes.
const MOST_SKEW = 5 * 60 * 1000;

/**
 * Finds out who signed a request.
 *
 * @throws {AuthError} If the signature is missing, wrong, too old or made with an unknown key.
 */
export function authenticate(parts: SignedParts, keys: FarmKeys, now: number): Authenticated {
  const header = parts.headers.get("authorization");
  const guess = guessService(parts);
  if (header === null) throw new AuthError("missing", guess, "Missing Authentication Token");
  const authorization = parseAuthorization(header);
  const time = parseAmzDate(parts.headers.get("x-amz-date"));
  if (authorization === undefined || time === undefined) {
    throw new AuthError(
      "incomplete",
      guess,
      "Authorization header requires a credential, signed headers and a signature of " +
        "AWS4-HMAC-SHA256, and a X-Amz-Date header.",
    );
  }
  const { accessKeyId, service } = authorization;
  const { secret, principal } = findKey(accessKeyId, parts.headers, keys, now, service);
  if (Math.abs(now - time) > MOST_SKEW || !amzDate(time).startsWith(authorization.date)) {
    const order = time < now ? "Signature expired" : "Signature not yet current";
    throw new AuthError(
      "skewed",
      service,
      `${order}: ${amzDate(time)} is more than 5 minutes from ${amzDate(now)}`,
    );
  }
  const signsHost = authorization.signedHeaders.includes("host");
  if (!signsHost || !signatureMatches(parts, authorization, secret)) {
    throw new AuthError(
      "wrongSignature",
      service,
      "The request signature we calculated does not match the signature you provided. Check " +
        "your AWS Secret Access Key and signing method.",
    );
  }
  checkPayload(parts, service);
  return { principal, accessKeyId, service };
}

/** Finds the secret that belongs to an access key id, and whose it is. */
export function findKey(
  accessKeyId: string,
  headers: Headers,
  keys: FarmKeys,
  now: number,
  service: string,
): { secret: string; principal: Principal } {
  for (const kind of ["user", "bootstrap"] as const) {
    if (keys[kind].accessKeyId === accessKeyId) {
      return { secret: keys[kind].secretAccessKey, principal: { kind } };
    }
  }
  const sealed = headers.get("x-amz-security-token");
  const token = sealed === null ? undefined : openSessionToken(sealed, keys.sealingSecret);
  if (token === undefined || token.accessKeyId !== accessKeyId) {
    throw new AuthError(
      "unknownKey",
      service,
      "The security token included in the request is invalid.",
    );
  }
  if (token.expiration <= now) {
    throw new AuthError(
      "expiredToken",
      service,
      "The security token included in the request is expired",
    );
  }
  return { secret: secretOf(accessKeyId, keys.sealingSecret), principal: token.principal };
}

function checkPayload(parts: SignedParts, service: string): void {
  const claimed = parts.headers.get("x-amz-content-sha256");
  if (claimed === null || claimed === sha256(parts.body)) return;
  // The object store reads its bodies as streams and checks them by itself.
  if (service === "s3") return;
  throw new AuthError(
    "wrongPayload",
    service,
    "The request body does not have the hash that its x-amz-content-sha256 header names.",
  );
}

function guessService({ rawPath, headers }: SignedParts): string {
  if (headers.get("x-amz-target")?.startsWith("Logs_")) return "logs";
  if (rawPath.startsWith("/2023-10-12/")) return "deadline";
  return rawPath === "/" && headers.get("content-type")?.includes("form") ? "sts" : "s3";
}

/** Reads a time in the form of the `X-Amz-Date` header; undefined if it is not one. */
export function parseAmzDate(value: string | null): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value ?? "");
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** A time in the form of the `X-Amz-Date` header. */
export function amzDate(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, "");
}

// The REST and JSON services' exception for each failure: its name and its HTTP status.
const JSON_NAMES: Readonly<Record<AuthFailure, readonly [name: string, status: number]>> = {
  missing: ["MissingAuthenticationTokenException", 403],
  incomplete: ["IncompleteSignatureException", 400],
  unknownKey: ["UnrecognizedClientException", 403],
  wrongSignature: ["InvalidSignatureException", 403],
  wrongPayload: ["InvalidSignatureException", 403],
  skewed: ["InvalidSignatureException", 403],
  expiredToken: ["ExpiredTokenException", 403],
};

/** The failure as an error of the services that answer in JSON. */
export function toServiceError({ failure, message }: AuthError): ServiceError {
  const [name, status] = JSON_NAMES[failure];
  return new ServiceError(name, status, message);
}
