import { AssertionError } from "./assertion_error.ts";
import { suffix } from "./_message.ts";

/**
 * Asserts that a value is an error, of a class and with a text in its message if given.
 *
 * @throws {AssertionError} When it is not.
 */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass?: abstract new (...args: any[]) => E,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  const end = suffix(msg);
  if (!(error instanceof Error)) {
    throw new AssertionError(`Expected "error" to be an Error object${end}`);
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    const found = error.constructor?.name;
    throw new AssertionError(
      `Expected error to be instance of "${ErrorClass.name}", but was "${found}"${end}`,
    );
  }
  if (msgMatches === undefined) return;
  const fits = typeof msgMatches === "string"
    ? plain(error.message).includes(plain(msgMatches))
    : msgMatches.test(plain(error.message));
  if (fits) return;
  const wanted = msgMatches instanceof RegExp ? String(msgMatches) : JSON.stringify(msgMatches);
  throw new AssertionError(
    `Expected error message to include ${wanted}, but got ${JSON.stringify(error.message)}${end}`,
  );
}

/** The text without terminal colours, which diffs carry. */
function plain(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/\x1b\[[0-9;]*m/g, "");
}
