import { AssertionError } from "./assertion_error.ts";

/**
 * Asserts that an expression is truthy.
 *
 * @throws {AssertionError} When it is not.
 */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (expr) return;
  throw new AssertionError(msg);
}
