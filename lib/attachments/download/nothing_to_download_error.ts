/** Thrown when there is nothing to download, so that nobody takes it for done. */
export class NothingToDownloadError extends Error {
  /**
   * Why: the job has no outputs yet, or was submitted without inputs; no file matches the patterns;
   * or no path is known to the storage profiles.
   */
  readonly why: "no outputs" | "no inputs" | "no match" | "not mapped";
  /** What a person can do about it. */
  readonly hint: string;

  /** Makes the error. */
  constructor(why: NothingToDownloadError["why"]) {
    const [message, hint] = WORDS[why];
    super(message);
    this.name = "NothingToDownloadError";
    this.why = why;
    this.hint = hint;
  }
}

const WORDS: Record<NothingToDownloadError["why"], [message: string, hint: string]> = {
  "no outputs": [
    "There are no output files available for download at this moment.",
    "Check that the job, step or task has completed successfully, and that it writes to a folder of outputs",
  ],
  "no inputs": [
    "No input attachments found for this job.",
    "It was submitted without input files, or to a queue without job attachments",
  ],
  "no match": [
    "No files match the provided filters.",
    "Patterns are held against whole paths; '*.png' matches at any depth",
  ],
  "not mapped": [
    "None of the files is in a place that both storage profiles have.",
    "Give places that are the same the same name in both profiles, or ignore the storage profiles",
  ],
};
