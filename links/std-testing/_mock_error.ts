/** Thrown when a mock is used in a way that cannot work. */
export class MockError extends Error {
  /** Makes the error. */
  constructor(message: string) {
    super(message);
    this.name = "MockError";
  }
}
