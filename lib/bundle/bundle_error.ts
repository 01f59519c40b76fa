/** Thrown when a job bundle cannot be read or submitted as it is. Nothing was sent then. */
export class BundleError extends Error {
  /** The bundle's directory. */
  readonly directory: string;
  /** The file in it that is wrong, if it is one. */
  readonly file: string | undefined;

  /** Makes the error; the message names the bundle, and the file if there is one. */
  constructor(directory: string, reason: string, options: ErrorOptions & { file?: string } = {}) {
    const { file, ...rest } = options;
    super(`Cannot use the job bundle "${directory}": ${file ? `${file}: ` : ""}${reason}`, rest);
    this.name = "BundleError";
    this.directory = directory;
    this.file = file;
  }
}
