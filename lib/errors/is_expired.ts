import type { DeadlineError } from "./deadline_error.ts";

const EXPIRED_CODES: ReadonlySet<string> = new Set([
  "CredentialsExpired",
  "ExpiredToken",
  "ExpiredTokenException",
]);

/** Whether signing in again, and nothing else, helps against this error. */
export function isExpired(error: Pick<DeadlineError, "code">): boolean {
  return EXPIRED_CODES.has(error.code);
}
