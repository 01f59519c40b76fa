import type { DownloadSummary } from "./download_files.ts";

/** A file that could not be downloaded. */
export interface DownloadProblem {
  /** Where it was to be. */
  path: string;
  /** Its hash, which names it in the store. */
  hash: string;
  /**
   * The store has no such file; what it has is of another size, or has other bytes; or it cannot be
   * written here.
   */
  problem: "missing" | "size" | "hash" | "write";
  /** What was said of it. */
  detail: string;
}

/** How many are named in the message; all are in `problems`. */
const NAMED = 20;

/**
 * Thrown at the end, when some files could not be downloaded for reasons of their own. All others
 * are there: starting again fetches only what is missing.
 */
export class IncompleteDownloadError extends Error {
  /** All files that are missing, and why. */
  readonly problems: readonly DownloadProblem[];
  /** What was downloaded. */
  readonly summary: DownloadSummary;
  /** What a person can do about it. */
  readonly hint: string = "The other files are there; starting again fetches only what is missing";

  /** Makes the error. */
  constructor(problems: readonly DownloadProblem[], summary: DownloadSummary) {
    const named = problems.slice(0, NAMED).map(({ path, detail }) => `\n  "${path}": ${detail}`);
    const more = problems.length > NAMED ? `\n  ... and ${problems.length - NAMED} more` : "";
    const count = problems.length === 1 ? "1 file" : `${problems.length} files`;
    super(`Cannot download ${count}:${named.join("")}${more}`);
    this.name = "IncompleteDownloadError";
    this.problems = problems;
    this.summary = summary;
  }
}
