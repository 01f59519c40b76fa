import { AssertionError } from "./assertion_error.ts";
import { format } from "./_message.ts";

/**
 * Asserts that `actual` is at most `expected`.
 *
 * @throws {AssertionError} When it is not.
 */
export function assertLessOrEqual<T>(
  actual: T,
  expected: T,
  msg?: string,
): void {
  if (actual <= expected) return;
  throw new AssertionError(
    msg ?? `Expect ${format(actual)} <= ${format(expected)}`,
  );
}
