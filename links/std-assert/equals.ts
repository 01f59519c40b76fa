import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";
import { diffLines } from "./_diff.ts";
import { format, suffix } from "./_message.ts";

/**
 * Asserts that two values are deeply equal, and shows the difference when they are not.
 *
 * @throws {AssertionError} When they differ.
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  const texts = typeof actual === "string" && typeof expected === "string";
  const [found, wanted] = texts ? [actual, expected] : [format(actual), format(expected)];
  throw new AssertionError(
    `Values are not equal${suffix(msg)}${diffLines(found, wanted)}`,
  );
}
