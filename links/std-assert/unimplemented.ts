import { AssertionError } from "./assertion_error.ts";
import { suffix } from "./_message.ts";

/**
 * Marks code that is not there yet: always throws.
 *
 * @throws {AssertionError} Always.
 */
export function unimplemented(msg?: string): never {
  throw new AssertionError(`Unimplemented${suffix(msg)}`);
}
