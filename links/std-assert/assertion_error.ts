/** What every failed assertion throws. */
export class AssertionError extends Error {
  /** Makes the error; `options.cause` keeps what led to it. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}
