import { AssertionError } from "./assertion_error.ts";
import { assertIsError } from "./is_error.ts";
import { expectedError } from "./_expected_error.ts";
import { suffix } from "./_message.ts";

/**
 * Asserts that the promise a function returns is rejected, and resolves to the reason.
 *
 * @throws {AssertionError} When it is fulfilled, or the function throws before it returns a promise.
 */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/**
 * Asserts that the promise a function returns is rejected with an error of a class, with a text in its message if
 * given, and resolves to the error.
 *
 * @throws {AssertionError} When it is fulfilled, rejected with something else, or the function throws itself.
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any
  ErrorClass: abstract new (...args: any[]) => E,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any
  classOrMsg?: (abstract new (...args: any[]) => E) | string,
  includesOrMsg?: string,
  lastMsg?: string,
): Promise<unknown> {
  const { type, includes, msg } = expectedError(
    classOrMsg,
    includesOrMsg,
    lastMsg,
  );
  const promise = promiseOf(fn, msg);
  try {
    await promise;
  } catch (error) {
    if (type === undefined) return error;
    if (!(error instanceof Error)) {
      throw new AssertionError(`A non-Error object was rejected${suffix(msg)}`);
    }
    assertIsError(error, type, includes, msg);
    return error;
  }
  throw new AssertionError(`Expected function to reject${suffix(msg)}`);
}

function promiseOf(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): PromiseLike<unknown> {
  let result: unknown;
  try {
    result = fn();
  } catch (cause) {
    throw new AssertionError(
      `Function throws when expected to reject${suffix(msg)}`,
      { cause },
    );
  }
  if (typeof (result as PromiseLike<unknown> | null)?.then === "function") {
    return result as PromiseLike<unknown>;
  }
  throw new AssertionError(
    `Function throws when expected to reject${suffix(msg)}`,
  );
}
