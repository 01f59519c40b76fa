/** What is wrong with a file. */
export interface FileProblem {
  /** The file. */
  path: string;
  /** What is wrong with it. */
  problem: "missing" | "unreadable" | "folder" | "special" | "changed" | "outside";
}

const IN_WORDS: Record<FileProblem["problem"], string> = {
  missing: "is not there",
  unreadable: "cannot be read",
  folder: "is a folder",
  special: "is a pipe, a socket or a device",
  changed: "changed while it was read",
  outside: "leads out of its root through a link",
};
/** How many are named in the message; all are in `problems`. */
const NAMED = 20;

/** Thrown when files cannot be hashed. It names all of them, not only the first. */
export class UnusableFilesError extends Error {
  /** All files that cannot be used, and why. */
  readonly problems: readonly FileProblem[];

  /** Makes the error. */
  constructor(problems: readonly FileProblem[]) {
    const named = problems.slice(0, NAMED).map(({ path, problem }) =>
      `\n  "${path}" ${IN_WORDS[problem]}`
    );
    const more = problems.length > NAMED ? `\n  ... and ${problems.length - NAMED} more` : "";
    const count = problems.length === 1 ? "1 file" : `${problems.length} files`;
    super(`Cannot use ${count}:${named.join("")}${more}`);
    this.name = "UnusableFilesError";
    this.problems = problems;
  }
}

/** What an error of the platform says of a file. */
export function problemOf(error: unknown): FileProblem["problem"] {
  return error instanceof Deno.errors.NotFound ? "missing" : "unreadable";
}
