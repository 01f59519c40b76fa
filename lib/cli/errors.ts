/** Thrown for a command line that cannot be understood; the program ends with code 2. */
export class UsageError extends Error {
  /** What may have been meant. */
  readonly hint: string | undefined;

  /** Makes the error. */
  constructor(message: string, hint?: string) {
    super(message);
    this.name = "UsageError";
    this.hint = hint;
  }
}

/** Thrown by a command that has said all there is to say, to end with this code. */
export class ExitError extends Error {
  /** The exit code. */
  readonly code: number;

  /** Makes the error. */
  constructor(code: number) {
    super(`exit ${code}`);
    this.name = "ExitError";
    this.code = code;
  }
}
