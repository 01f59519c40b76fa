import { type DeadlineError, isExpired } from "../errors/mod.ts";

/**
 * Why AWS cannot be called.
 *
 * - `NO_PROFILE`: the profile that is named does not exist
 * - `NO_CREDENTIALS`: nothing says where credentials come from
 * - `EXPIRED`: signing in again, or new keys, will help
 * - `CREDENTIALS_HANG`: what gives the credentials does not answer
 * - `CREDENTIALS_FAILED`: what gives the credentials fails
 * - `WRONG_KEYS`: AWS does not know the keys, or the secret does not belong to them
 * - `WRONG_CLOCK`: this machine's clock is off
 * - `DENIED`: AWS knows the caller, who may not do this
 * - `NO_REGION`: no region is set
 * - `NO_NETWORK`: AWS cannot be reached
 * - `WRONG_ENDPOINT`: the custom endpoint cannot be reached, is refused, or is no Deadline Cloud
 * - `PROXY`: the proxy makes no connection
 * - `CERTIFICATE`: who answers is not trusted
 * - `NO_ANSWER`: the service was reached and does not answer in time
 * - `OTHER`: the service has a problem, or asks to wait
 */
export type ProblemKind =
  | "NO_PROFILE"
  | "NO_CREDENTIALS"
  | "EXPIRED"
  | "CREDENTIALS_HANG"
  | "CREDENTIALS_FAILED"
  | "WRONG_KEYS"
  | "WRONG_CLOCK"
  | "DENIED"
  | "NO_REGION"
  | "NO_NETWORK"
  | "WRONG_ENDPOINT"
  | "PROXY"
  | "CERTIFICATE"
  | "NO_ANSWER"
  | "OTHER";

const KINDS: Record<string, ProblemKind> = {
  ProfileMissing: "NO_PROFILE",
  CredentialsMissing: "NO_CREDENTIALS",
  CredentialsTimeout: "CREDENTIALS_HANG",
  CredentialsFailed: "CREDENTIALS_FAILED",
  RegionMissing: "NO_REGION",
  EndpointRefused: "WRONG_ENDPOINT",
  ProxyError: "PROXY",
  CertificateError: "CERTIFICATE",
  CaBundleError: "CERTIFICATE",
  Timeout: "NO_ANSWER",
  AccessDeniedException: "DENIED",
  InvalidSignatureException: "WRONG_KEYS",
  SignatureDoesNotMatch: "WRONG_KEYS",
  UnrecognizedClientException: "WRONG_KEYS",
  InvalidClientTokenId: "WRONG_KEYS",
  IncompleteSignature: "WRONG_KEYS",
  RequestExpired: "WRONG_CLOCK",
  RequestTimeTooSkewed: "WRONG_CLOCK",
};

/** Tells what kind of problem an error of a call is; `endpoint` is the custom one that was called. */
export function problemKind(error: DeadlineError, endpoint?: string): ProblemKind {
  if (error.clockOff !== undefined) return "WRONG_CLOCK";
  if (isExpired(error)) return "EXPIRED";
  if (error.code === "NetworkError") return endpoint ? "WRONG_ENDPOINT" : "NO_NETWORK";
  const known = KINDS[error.code];
  if (known) return known;
  // Something answers there that does not speak as the service does.
  const isStrange = error.code === "CutOff" || error.code === "UnknownError" ||
    error.code === "404" || error.status === 404;
  return endpoint && isStrange ? "WRONG_ENDPOINT" : "OTHER";
}
