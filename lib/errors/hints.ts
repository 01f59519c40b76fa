import type { LocalErrorCode } from "./deadline_error.ts";

const LOCAL_HINTS: Record<LocalErrorCode, string> = {
  NetworkError:
    "Check the network, the proxy and the endpoint; for a local farm, check that it is running",
  CutOff: "Try again; if it stays so, check the proxy and the endpoint",
  Timeout: "Try again, or allow more time; the service or the network may be slow",
  CredentialsMissing:
    "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile with --profile, or sign in to one",
  CredentialsExpired: "Sign in again with Deadline Cloud monitor or 'aws sso login', then retry",
  CredentialsFailed: "Check the profile in the AWS config and credentials files",
  CredentialsTimeout: "Check the profile; what gives its credentials does not answer",
  EndpointRefused:
    "Check AWS_ENDPOINT_URL and 'endpoint_url' in the AWS config file, or remove them",
  CertificateError:
    "If a proxy or an endpoint of your own has it, trust its authority: deadline config set settings.ca_bundle PATH, or AWS_CA_BUNDLE",
  ProxyError:
    "Check the proxy: deadline config get settings.https_proxy, or HTTPS_PROXY; hosts of NO_PROXY are reached without it",
  CaBundleError:
    "Name a file of certificates (PEM): deadline config set settings.ca_bundle PATH, or AWS_CA_BUNDLE",
  ProfileMissing: "Choose a profile that the AWS config or credentials file has",
  RegionMissing:
    "Choose a region with --region, AWS_REGION, or 'region' in the profile of the AWS config file",
};

const CLOCK = "The clock of this machine is off by more than five minutes; set it, then retry";
const SIGN_IN_AGAIN = LOCAL_HINTS.CredentialsExpired;
const WRONG_KEYS =
  "Check the access key and its secret; they belong to another account or endpoint";

const SERVICE_HINTS: Record<string, string> = {
  AccessDeniedException: "Ask the farm's administrator for access, or choose a profile that has it",
  ConflictException: "Something else is changing it; look at its state, then retry",
  ExpiredToken: SIGN_IN_AGAIN,
  ExpiredTokenException: SIGN_IN_AGAIN,
  IncompleteSignature: WRONG_KEYS,
  InternalServerErrorException: "The service had a problem; retry in a moment",
  InternalServerException: "The service had a problem; retry in a moment",
  InvalidClientTokenId: WRONG_KEYS,
  InvalidSignatureException: "Check the secret access key, and the clock of this machine",
  RequestExpired: CLOCK,
  RequestTimeTooSkewed: CLOCK,
  ResourceNotFoundException:
    "Check the id, and that the profile and region are those it was made in",
  ServiceQuotaExceededException: "Ask for a higher quota, or remove what is no longer needed",
  SignatureDoesNotMatch: "Check the secret access key, and the clock of this machine",
  ThrottlingException: "Too many calls at once; retry in a moment",
  UnrecognizedClientException: WRONG_KEYS,
  ValidationException: "Correct the named value, then retry",
};

/** Tells what a person can do about an error of this code, if anything is known. */
export function hintFor(code: string): string | undefined {
  return SERVICE_HINTS[code] ?? LOCAL_HINTS[code as LocalErrorCode];
}
