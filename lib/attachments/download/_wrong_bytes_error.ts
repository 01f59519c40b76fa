/** The store has other bytes than a manifest tells of. */
export class WrongBytesError extends Error {
  readonly problem: "size" | "hash";

  private constructor(problem: "size" | "hash", message: string) {
    super(message);
    this.name = "WrongBytesError";
    this.problem = problem;
  }

  static ofSize(is: number, expected: number): WrongBytesError {
    const message = `the store has ${is} bytes, the manifest tells of ${expected}`;
    return new WrongBytesError("size", message);
  }

  static ofHash(is: string, expected: string): WrongBytesError {
    const message = `what came has the hash ${is}, the manifest tells of ${expected}`;
    return new WrongBytesError("hash", message);
  }
}
