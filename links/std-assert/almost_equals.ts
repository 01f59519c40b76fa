import { AssertionError } from "./assertion_error.ts";
import { suffix } from "./_message.ts";

/** How far off a number may be, as a share of what is expected, when no tolerance is given. */
const RELATIVE_TOLERANCE = 1e-7;

/**
 * Asserts that two numbers are equal within a tolerance, a ten-millionth of `expected` by default.
 *
 * @throws {AssertionError} When they are further apart.
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const allowed = tolerance ??
    (Number.isFinite(expected) ? Math.abs(expected) * RELATIVE_TOLERANCE : RELATIVE_TOLERANCE);
  const delta = Math.abs(expected - actual);
  if (delta <= allowed) return;
  throw new AssertionError(
    `Expected actual: "${show(actual)}" to be close to "${show(expected)}": ` +
      `delta "${show(delta)}" is greater than "${show(allowed)}"${suffix(msg)}`,
  );
}

function show(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toExponential();
}
