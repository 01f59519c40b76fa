/** Thrown when the configuration file cannot be understood. The file stays as it is. */
export class ConfigFileError extends SyntaxError {
  /** The file, if it is one. */
  readonly path: string | undefined;
  /** The line that is wrong, counted from 1; `undefined` if the whole file is. */
  readonly line: number | undefined;
  /** What is wrong, without the place. */
  readonly reason: string;
  /** The way out. */
  readonly hint: string =
    "Nothing was changed. Put that right, move the file away, or name another with DEADLINE_CONFIG_FILE_PATH";

  /** Makes the error; the message names the file and the line. */
  constructor(reason: string, place: {
    path?: string | undefined;
    line?: number | undefined;
    cause?: unknown;
  }) {
    const at = [place.path ?? "the text", place.line].filter((part) => part !== undefined);
    super(`Cannot read the configuration in ${at.join(":")}: ${reason}`, { cause: place.cause });
    this.name = "ConfigFileError";
    this.path = place.path;
    this.line = place.line;
    this.reason = reason;
  }
}
