import { DeadlineError, type LocalErrorCode } from "./deadline_error.ts";
import { hintFor } from "./hints.ts";
import { redact } from "./redact.ts";

/** The parts of an SDK error that are looked at; all of them may be missing. */
interface SdkError {
  name?: string;
  message?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  $retryable?: { throttling?: boolean };
  $response?: { headers?: Record<string, string> };
  reason?: string;
  retryAfterSeconds?: number;
  cause?: unknown;
  errors?: unknown[];
}

const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  "InternalServerErrorException",
  "InternalServerException",
  "RequestTimeout",
  "RequestTimeoutException",
  "ThrottlingException",
  "TooManyRequestsException",
]);

const NETWORK_CODES =
  /^(E(AI_AGAIN|CONNREFUSED|CONNRESET|CONNABORTED|HOSTUNREACH|HOSTDOWN|NETUNREACH|NOTFOUND|PIPE|PROTO|TIMEDOUT)|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|UND_ERR_)/;

/** Whoever answered is not known to be whom it says it is; asking again changes nothing. */
const CERTIFICATE_CODES = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;

/** Errors that come before there is a connection to send anything on. */
const CONNECT_CODES = /^E(AI_AGAIN|CONNREFUSED|HOSTUNREACH|HOSTDOWN|NETUNREACH|NOTFOUND)$/;
const NEVER_LEFT: ReadonlySet<string> = new Set([
  "CertificateError",
  "ProxyError",
  "CredentialsMissing",
  "CredentialsExpired",
  "CredentialsFailed",
  "CredentialsTimeout",
  "ProfileMissing",
  "RegionMissing",
]);

/**
 * Translates whatever a call threw into a {@linkcode DeadlineError}. This is the only place that
 * knows the shapes of SDK errors.
 */
export function translateError(error: unknown, operation: string): DeadlineError {
  if (error instanceof DeadlineError) return error;
  const sdk = (typeof error === "object" && error !== null ? error : {}) as SdkError;
  const local = localCode(sdk);
  const code = local ?? (sdk.name && sdk.name !== "Error" ? sdk.name : "UnknownError");
  const status = sdk.$metadata?.httpStatusCode;
  const clockOff = SIGNATURE_CODES.has(code) ? clockOffBy(sdk) : undefined;
  return new DeadlineError({
    operation,
    code,
    // A service, or a proxy in between, may say back what it was sent.
    reason: clockOff === undefined ? redact(reasonOf(sdk, local, error)) : clockReason(clockOff),
    awsRequestId: sdk.$metadata?.requestId,
    retryable: isRetryable(code, status, sdk),
    hint: clockOff === undefined ? hintFor(code) : CLOCK_HINT,
    clockOff,
    status,
    retryAfterSeconds: sdk.retryAfterSeconds ?? retryAfterHeader(sdk),
    neverLeft: NEVER_LEFT.has(local ?? "") || CONNECT_CODES.test(networkCode(sdk) ?? ""),
    cause: error,
  });
}

/** Refusals of a signature, which a clock that is off makes wrong too. */
const SIGNATURE_CODES: ReadonlySet<string> = new Set([
  "InvalidSignatureException",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);
/** AWS takes signatures that are five minutes old. */
const CLOCK_TOLERANCE = 4.5 * 60_000;
const CLOCK_HINT =
  "Set the clock of this machine (timedatectl set-ntp true, or the system's time settings), then retry";

function clockOffBy({ $response }: SdkError): number | undefined {
  const off = Date.parse($response?.headers?.date ?? "") - Date.now();
  return Math.abs(off) > CLOCK_TOLERANCE ? Math.round(off / 1000) * 1000 : undefined;
}

function clockReason(off: number): string {
  const minutes = Math.round(Math.abs(off) / 60_000);
  const how = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
  return `the clock of this machine is ${how} ${off > 0 ? "behind" : "ahead of"} the service's`;
}

function localCode(error: SdkError): LocalErrorCode | undefined {
  const status = error.$metadata?.httpStatusCode;
  // An answer that says yes and cannot be read: it was cut off on its way.
  if (status !== undefined && status < 300) return networkCode(error) ? "NetworkError" : "CutOff";
  if (status !== undefined) return undefined;
  const message = error.message ?? "";
  if (/region is missing/i.test(message)) return "RegionMissing";
  if (
    /CredentialsProviderError|TokenProviderError|^SSO|UnauthorizedSSOToken/.test(error.name ?? "")
  ) {
    if (/expired|session.*invalid|refresh|failed to load token/i.test(message)) {
      return "CredentialsExpired";
    }
    if (/could not load credentials|no credentials|not find credentials/i.test(message)) {
      return "CredentialsMissing";
    }
    if (/could not resolve credentials using profile|profile .*(not|could)/i.test(message)) {
      return "ProfileMissing";
    }
    return "CredentialsFailed";
  }
  if (error.name === "ProxyError") return "ProxyError";
  const network = networkCode(error);
  if (network && CERTIFICATE_CODES.test(network)) return "CertificateError";
  if (network) return "NetworkError";
  return error.name === "TimeoutError" ? "Timeout" : undefined;
}

/** The platform's code of a connection that failed, wherever the layers in between put it. */
function networkCode(error: SdkError, depth = 0): string | undefined {
  if (error.code && NETWORK_CODES.test(error.code)) return error.code;
  const below = [error.cause, ...(error.errors ?? [])];
  for (const inner of depth < 3 ? below : []) {
    const code = inner && typeof inner === "object"
      ? networkCode(inner as SdkError, depth + 1)
      : undefined;
    if (code) return code;
  }
  return undefined;
}

function isRetryable(code: string, status: number | undefined, error: SdkError): boolean {
  if (code === "NetworkError" || code === "Timeout" || code === "CutOff") return true;
  if (code === "ConflictException") return error.reason === "CONCURRENT_MODIFICATION";
  return RETRYABLE_CODES.has(code) || status === 429 ||
    (status !== undefined && status >= 500 && status !== 501);
}

/** What a proxy or a throttled service without a modelled error asks for; dates are left alone. */
function retryAfterHeader({ $response }: SdkError): number | undefined {
  const value = Number($response?.headers?.["retry-after"]);
  return value > 0 ? value : undefined;
}

function reasonOf(error: SdkError, local: LocalErrorCode | undefined, thrown: unknown): string {
  // The SDK adds lines on how to debug it.
  const [said] = (error.message ?? String(thrown)).trim().replace(/\.$/, "").split(
    /\n\s*Deserialization error:/,
  );
  switch (local) {
    case "NetworkError":
      return `no connection to the service (${networkCode(error)}${said ? `: ${said}` : ""})`;
    case "CertificateError":
      return `the certificate of the service is not trusted (${networkCode(error)})`;
    case "CutOff":
      return "the answer of the service was cut off or is not readable";
    case "CredentialsMissing":
      return "no AWS credentials were found";
    case "CredentialsExpired":
      return "nobody is signed in to the AWS profile, or the sign-in has expired";
    case "CredentialsFailed":
      // What a credential process says, or how it is called, may hold secrets.
      return /process|command failed/i.test(said) ? "the credential process failed" : said;
    case "RegionMissing":
      return "no AWS region is set";
    default:
      return said || error.name || "unknown error";
  }
}
