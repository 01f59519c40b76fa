import { AssertionError } from "./assertion_error.ts";
import { format, suffix } from "./_message.ts";

/**
 * Asserts that two values are not the same one, by `Object.is`.
 *
 * @throws {AssertionError} When they are.
 */
export function assertNotStrictEquals<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (!Object.is(actual, expected)) return;
  throw new AssertionError(
    `Expected "actual" to not be strictly equal to: ${format(actual)}${suffix(msg)}\n`,
  );
}
