import { AssertionError } from "./assertion_error.ts";
import { suffix } from "./_message.ts";

/**
 * Marks code that must never run: always throws.
 *
 * @throws {AssertionError} Always.
 */
export function unreachable(msg?: string): never {
  throw new AssertionError(`Unreachable${suffix(msg)}`);
}
