import { AssertionError } from "./assertion_error.ts";
import { diffLines } from "./_diff.ts";
import { format, suffix } from "./_message.ts";

/**
 * Asserts that two values are the same one, by `Object.is`.
 *
 * @throws {AssertionError} When they are not.
 */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const [found, wanted] = [format(actual), format(expected)];
  if (found === wanted) {
    throw new AssertionError(
      `Values have the same structure but are not reference-equal${suffix(msg)}\n\n${
        found.replace(/^/gm, "    ")
      }\n`,
    );
  }
  throw new AssertionError(
    `Values are not strictly equal${suffix(msg)}${diffLines(found, wanted)}`,
  );
}
