/** Thrown when a file of the farm's data folder cannot be used. */
export class DatabaseError extends Error {
  /** The file. */
  readonly path: string;

  /** Makes the error; `why` follows the file's name, and what to do follows that. */
  constructor(path: string, why: string, options?: ErrorOptions) {
    super(
      `Cannot open "${path}": ${why}. Nothing in it was changed. Move it away to begin with an ` +
        "empty one, or choose another folder with --data",
      options,
    );
    this.name = "DatabaseError";
    this.path = path;
  }
}
