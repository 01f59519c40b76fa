/** The class, text and words that the overloads of `assertThrows` and `assertRejects` take. */
export interface ExpectedError<E extends Error> {
  /** Class that the error must be of. */
  // deno-lint-ignore no-explicit-any
  type?: (abstract new (...args: any[]) => E) | undefined;
  /** Text that its message must contain. */
  includes?: string | undefined;
  /** The caller's own words for the failure. */
  msg?: string | undefined;
}

/** Sorts out which overload was called. */
export function expectedError<E extends Error>(
  // deno-lint-ignore no-explicit-any
  classOrMsg?: (abstract new (...args: any[]) => E) | string,
  includes?: string,
  msg?: string,
): ExpectedError<E> {
  if (typeof classOrMsg === "string") return { msg: classOrMsg };
  return { type: classOrMsg, includes, msg };
}
