/** Thrown when signing in or out did not work. */
export class SignInError extends Error {
  /** What to do about it. */
  readonly hint: string | undefined;

  /** Makes the error of what is wrong. */
  constructor(reason: string, hint?: string) {
    super(`Cannot sign in or out: ${reason}`);
    this.name = "SignInError";
    this.hint = hint;
  }
}
