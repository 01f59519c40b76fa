import { authenticate, AuthError, toServiceError } from "./auth/authenticate.ts";
import { cannotParse, ServiceError } from "./protocol/errors.ts";
import { answerDeadline } from "./services/deadline.ts";
import { answerLogs } from "./services/logs.ts";
import { answerS3, internalError, isForS3, s3Error, toS3Error } from "./services/s3.ts";
import type { FarmRequest, Services } from "./services/services.ts";
import { answerSts, stsError } from "./services/sts.ts";

// A CreateJob with the longest template, escaped, and its attachments stays well below this.
const MOST_BODY_BYTES = 8 * 1024 * 1024;
const TELEMETRY_PATH = "/2023-10-12/telemetry";

/** Notes something for whoever looks after the farm. */
export type Note = (event: string, details: Readonly<Record<string, unknown>>) => void;

/** Makes the farm's one HTTP handler; all services answer on the same port. */
export function createHandler(
  services: Services,
  note: Note,
): (request: Request) => Promise<Response> {
  return async function farmHandler(request: Request): Promise<Response> {
    const requestId = crypto.randomUUID();
    const response = URL.canParse(request.url)
      ? await answer(request, services, note)
      : jsonError(cannotParse("The request names a URL that is none."));
    response.headers.set("x-amzn-RequestId", requestId);
    return response;
  };
}

async function answer(request: Request, services: Services, note: Note): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  try {
    // Before the body is read: an object may be larger than memory.
    if (isForS3(request)) return await answerS3(request, services);
    const parts: FarmRequest = {
      method: request.method,
      rawPath: pathname,
      rawQuery: search.slice(1),
      headers: request.headers,
      body: await readBody(request),
      signal: request.signal,
    };
    // Clients send telemetry unsigned; the farm keeps none.
    if (pathname === TELEMETRY_PATH && request.method === "POST") return Response.json({});
    const caller = authenticate(parts, services.keys, services.clock.now());
    switch (caller.service) {
      case "deadline":
        return await answerDeadline(parts, caller, services);
      case "logs":
        return answerLogs(parts, caller, services);
      case "sts":
        return answerSts(parts, caller);
      default:
        throw new ServiceError(
          "UnknownOperationException",
          404,
          `The local farm has no service called "${caller.service}".`,
        );
    }
  } catch (error) {
    if (error instanceof AuthError) {
      return authErrorResponse(error, request.method, pathname);
    }
    if (error instanceof ServiceError) return jsonError(error);
    note("internal error", {
      method: request.method,
      path: pathname,
      error: error instanceof Error ? error.stack ?? error.message : String(error),
    });
    if (isForS3(request)) return s3Error(internalError(), request.method, pathname);
    return jsonError(
      new ServiceError(internalName(pathname), 500, "The local farm made a mistake."),
    );
  }
}

// The worker agent ends on the model's own name for this, and tries again after the other one.
function internalName(path: string): string {
  return path.endsWith("/schedule") ? "InternalServerException" : "InternalServerErrorException";
}

async function readBody(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bodyOf(request)) {
    length += chunk.length;
    if (length > MOST_BODY_BYTES) {
      throw new ServiceError(
        "RequestEntityTooLargeException",
        413,
        `The request body is larger than ${MOST_BODY_BYTES} bytes.`,
      );
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** The pieces of a body; one that breaks off is the fault of whoever sent it. */
async function* bodyOf({ body }: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch {
    throw cannotParse("The request body ends before it is complete.");
  }
}

function jsonError({ name, status, message, members }: ServiceError): Response {
  return Response.json({ __type: name, message, ...members }, {
    status,
    headers: { "x-amzn-ErrorType": name },
  });
}

// What the token service calls a failure.
const STS_CODES: Readonly<Record<AuthError["failure"], string>> = {
  missing: "MissingAuthenticationToken",
  incomplete: "IncompleteSignature",
  unknownKey: "InvalidClientTokenId",
  wrongSignature: "SignatureDoesNotMatch",
  wrongPayload: "SignatureDoesNotMatch",
  skewed: "SignatureDoesNotMatch",
  expiredToken: "ExpiredToken",
};

function authErrorResponse(error: AuthError, method: string, path: string): Response {
  const { service, failure, message } = error;
  if (service === "sts") return stsError(403, STS_CODES[failure], message);
  if (service === "s3") return s3Error(toS3Error(error)!, method, path);
  return jsonError(toServiceError(error));
}
