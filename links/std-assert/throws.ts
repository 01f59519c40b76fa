import { AssertionError } from "./assertion_error.ts";
import { assertIsError } from "./is_error.ts";
import { expectedError } from "./_expected_error.ts";
import { suffix } from "./_message.ts";

/**
 * Asserts that a function throws, and returns what it threw.
 *
 * @throws {AssertionError} When it returns.
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Asserts that a function throws an error of a class, with a text in its message if given, and returns the error.
 *
 * @throws {AssertionError} When it returns, or throws something else.
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass: abstract new (...args: any[]) => E,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any
  classOrMsg?: (abstract new (...args: any[]) => E) | string,
  includesOrMsg?: string,
  lastMsg?: string,
): unknown {
  const { type, includes, msg } = expectedError(
    classOrMsg,
    includesOrMsg,
    lastMsg,
  );
  try {
    fn();
  } catch (error) {
    if (type === undefined) return error;
    if (!(error instanceof Error)) {
      throw new AssertionError(`A non-Error object was thrown${suffix(msg)}`);
    }
    assertIsError(error, type, includes, msg);
    return error;
  }
  throw new AssertionError(`Expected function to throw${suffix(msg)}`);
}
