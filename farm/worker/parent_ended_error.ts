/** Why a worker stops whose parent process has ended; there may be nobody left to report to. */
export class ParentEndedError extends Error {
  /** Makes the reason. */
  constructor() {
    super("The parent process has ended");
    this.name = "ParentEndedError";
  }
}
