import { AssertionError } from "./assertion_error.ts";

/** The values that count as false. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/**
 * Asserts that an expression is falsy.
 *
 * @throws {AssertionError} When it is not.
 */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (!expr) return;
  throw new AssertionError(msg);
}
