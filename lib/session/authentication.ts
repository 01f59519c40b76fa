import { DeadlineError, hintFor, isExpired, translateError } from "../errors/mod.ts";
import { deadline } from "../task/mod.ts";
import { call, type CallOptions } from "./call.ts";
import { type CredentialsSource, credentialsSource } from "./credentials_source.ts";
import { withExactFix } from "./_exact_fix.ts";
import { type ProblemKind, problemKind } from "./problem_kind.ts";
import { defaultSession } from "./session.ts";

/**
 * Whether a session can call AWS.
 *
 * - `AUTHENTICATED`: AWS knows the caller
 * - `NEEDS_LOGIN`: signing in to the profile again will help
 * - `CONFIGURATION_ERROR`: the profile, its keys, the region, the endpoint or the clock are wrong
 * - `UNREACHABLE`: AWS could not be asked, so nothing is known
 */
export type AuthenticationStatus =
  | "AUTHENTICATED"
  | "NEEDS_LOGIN"
  | "CONFIGURATION_ERROR"
  | "UNREACHABLE";

/** What {@linkcode checkAuthentication} found. Each is a fact of its own. */
export interface Authentication {
  /** The profile that was looked at. */
  profile: string;
  /** Where its credentials come from. */
  source: CredentialsSource;
  /** Whether AWS knows the caller. */
  status: AuthenticationStatus;
  /** Whether the Deadline Cloud API answered and let the caller in. */
  api: boolean;
  /** The region asked. */
  region?: string | undefined;
  /** The custom endpoint asked, if one is set. */
  endpoint?: string | undefined;
  /** What is wrong, if anything. */
  message?: string | undefined;
  /** What to do about it. */
  hint?: string | undefined;
  /** The error code, if anything is wrong. */
  code?: string | undefined;
  /** What kind of problem it is, if anything is wrong. */
  problem?: ProblemKind | undefined;
}

/** Milliseconds in which credentials that there are come, where only their absence is asked for. */
const PATIENCE = 3_000;
const UNREACHABLE_CODES: ReadonlySet<string> = new Set([
  "CertificateError",
  "NetworkError",
  "ProxyError",
  "Timeout",
]);
/** Rights that are missing, or an answer that went wrong, come only after the signature was accepted. */
const KNOWN_CALLER_CODES: ReadonlySet<string> = new Set([
  "AccessDeniedException",
  "ThrottlingException",
  "InternalServerErrorException",
]);
const LOGIN_SOURCES: ReadonlySet<CredentialsSource> = new Set([
  "DEADLINE_CLOUD_MONITOR_LOGIN",
  "AWS_CONSOLE_LOGIN",
  "SSO",
]);

/**
 * Finds out whether a session can call Deadline Cloud, and if not, why and what to do. It asks for
 * one farm, as the Python client does.
 *
 * @throws The signal's reason, untouched, if it aborts. Whatever else goes wrong is in the result.
 */
export async function checkAuthentication(options: CallOptions = {}): Promise<Authentication> {
  const { session = defaultSession(), signal } = options;
  signal?.throwIfAborted();
  const source = await credentialsSource(session);
  const facts = {
    profile: session.profileName,
    source,
    region: options.region ?? await session.region(),
    endpoint: await session.endpoint("deadline"),
  };
  if (source === "NOT_VALID") {
    const missing = new DeadlineError({
      operation: "ListFarms",
      code: "ProfileMissing",
      reason: `there is no AWS profile "${session.profileName}"`,
      hint: hintFor("ProfileMissing"),
    });
    const error = await withExactFix(missing, session, "deadline");
    return { ...facts, ...problemOf(error, facts) };
  }
  try {
    const principalId = await session.principalId();
    const input = { maxResults: 1, ...(principalId ? { principalId } : {}) };
    await call("deadline", "ListFarms", input, { ...options, session, waitForSignIn: false });
    return { ...facts, status: "AUTHENTICATED", api: true };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    session.signal.throwIfAborted();
    const problem = translateError(error, "ListFarms");
    const first = problem.code === "RegionMissing" ? await missingCredentials(options) : undefined;
    return { ...facts, ...problemOf(first ?? problem, facts) };
  }
}

/** Who has no credentials needs those first: a region would not help. */
async function missingCredentials(
  { session = defaultSession(), signal }: CallOptions,
): Promise<DeadlineError | undefined> {
  try {
    await deadline(PATIENCE, () => session.credentials(), { signal });
    return undefined;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const missing = translateError(error, "ListFarms");
    if (missing.code !== "CredentialsMissing") return undefined;
    return await withExactFix(missing, session, "deadline");
  }
}

function problemOf(
  error: DeadlineError,
  { source, endpoint }: Pick<Authentication, "source" | "endpoint">,
): Pick<Authentication, "status" | "api" | "message" | "hint" | "code" | "problem"> {
  const { code, hint } = error;
  const problem = problemKind(error, endpoint);
  const status = statusOf(error, source);
  return { status, api: false, message: error.message, hint, code, problem };
}

function statusOf(error: DeadlineError, source: CredentialsSource): AuthenticationStatus {
  const { code } = error;
  if (KNOWN_CALLER_CODES.has(code)) return "AUTHENTICATED";
  if (UNREACHABLE_CODES.has(code)) return "UNREACHABLE";
  if (isExpired(error)) return "NEEDS_LOGIN";
  const fetchingFailed = /^Credentials(Missing|Failed|Timeout)$/.test(code);
  return fetchingFailed && LOGIN_SOURCES.has(source) ? "NEEDS_LOGIN" : "CONFIGURATION_ERROR";
}
