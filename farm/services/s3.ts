import { AuthError } from "../auth/authenticate.ts";
import { ACCOUNT_ID, type Principal } from "../auth/principal.ts";
import { checkSignature, findOperation, parsePath, S3Error, writeXml } from "../objects/mod.ts";
import type { Services } from "./services.ts";

/** Whether a request is of the object store, by what it says of its signature. */
export function isForS3(request: Request): boolean {
  const header = request.headers.get("authorization");
  if (header !== null) return /Credential=[^,\s]*\/s3\/aws4_request/.test(header);
  return /[?&]X-Amz-Credential=[^&]*(?:\/|%2F)s3(?:\/|%2F)aws4_request/i.test(request.url);
}

/** Answers a request of the object store. Bodies are streams, both ways. */
export async function answerS3(request: Request, services: Services): Promise<Response> {
  const { method, headers, body } = request;
  // As it came: a URL object would take the dots out of `a/../b`, which is a key like any other.
  const [, rawPath = "/", rawQuery = ""] = /^\w+:\/\/[^/?]*([^?]*)\??(.*)$/.exec(request.url) ?? [];
  const { objects: store, keys, clock } = services;
  try {
    const parts = { method, rawPath: rawPath || "/", rawQuery, headers };
    const signed = checkSignature(parts, keys, clock.now());
    const { bucket, key } = parsePath(parts.rawPath);
    const query = new URLSearchParams(rawQuery.replaceAll("+", "%2B"));
    permit(signed.principal, method, key === "" && !query.has("delete"));
    for (const name of ["x-amz-expected-bucket-owner", "x-amz-source-expected-bucket-owner"]) {
      if ((headers.get(name) ?? ACCOUNT_ID) !== ACCOUNT_ID) throw accessDenied();
    }
    const s3 = { method, bucket, key, query, headers, body, signed, store, clock };
    return await findOperation(s3)(s3);
  } catch (error) {
    const answer = toS3Error(error);
    if (answer === undefined) throw error;
    return s3Error(answer, method, rawPath);
  }
}

// Workers and people come with a queue's role; only the farm's own key makes and removes buckets.
function permit(principal: Principal, method: string, isAboutBucket: boolean): void {
  const reads = method === "GET" || method === "HEAD";
  if (principal.kind === "user") return;
  if (principal.kind !== "queueRole") throw accessDenied();
  if (!reads && (isAboutBucket || principal.access === "read")) throw accessDenied();
}

function accessDenied(): S3Error {
  return new S3Error("AccessDenied", "Access Denied");
}

const AUTH_CODES: Readonly<Record<AuthError["failure"], readonly [code: string, status: number]>> =
  {
    missing: ["AccessDenied", 403],
    incomplete: ["AuthorizationHeaderMalformed", 400],
    unknownKey: ["InvalidAccessKeyId", 403],
    wrongSignature: ["SignatureDoesNotMatch", 403],
    wrongPayload: ["XAmzContentSHA256Mismatch", 400],
    skewed: ["RequestTimeTooSkewed", 403],
    expiredToken: ["ExpiredToken", 400],
  };

/** An error as it is told. */
export type Told = Pick<S3Error, "code" | "status" | "message" | "details" | "headers">;

/** What the object store calls an error; undefined for one that is the farm's mistake. */
export function toS3Error(error: unknown): Told | undefined {
  if (error instanceof S3Error) return error;
  if (!(error instanceof AuthError)) return undefined;
  const [code, status] = AUTH_CODES[error.failure];
  return { code, status, message: error.message, details: {}, headers: {} };
}

/** The error for a mistake of the farm's. */
export function internalError(): S3Error {
  return new S3Error("InternalError", "We encountered an internal error. Please try again.");
}

/** An error of the object store; the answer to a HEAD has no body. */
export function s3Error(error: Told, method: string, resource: string): Response {
  const requestId = crypto.randomUUID();
  const headers = new Headers({ ...error.headers, "x-amz-request-id": requestId });
  if (method === "HEAD") return new Response(null, { status: error.status, headers });
  headers.set("content-type", "application/xml");
  const body = writeXml("Error", {
    Code: error.code,
    Message: error.message,
    ...error.details,
    Resource: resource,
    RequestId: requestId,
  }, false);
  return new Response(body, { status: error.status, headers });
}
