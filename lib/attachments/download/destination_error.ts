import type { PlaceProblem } from "./_path_parts.ts";

/** A file that cannot be put where it is to be. */
export interface DestinationProblem {
  /** The file, as it was named. */
  path: string;
  /** What is wrong with the place. */
  problem: PlaceProblem;
  /** What it is about, if it is something else than the file: a link, or another file. */
  other?: string | undefined;
}

const IN_WORDS: Record<PlaceProblem, string> = {
  absolute: "is an absolute path",
  outside: "is outside of its root",
  link: "leads out of its root through a link",
  name: "has a name that this system cannot have",
  "no file": "names no file",
  collision: "has the same name on this disk as another file",
  folder: "is a folder already",
  "below a file": "is below something that is no folder",
  foreign: "has a root that is a path of another system",
};
/** How many are named in the message; all are in `problems`. */
const NAMED = 20;

/**
 * Thrown when files cannot be put where they are to be. It names all of them, not only the first,
 * before anything is written; or one whose folder became another while the download ran.
 */
export class DestinationError extends Error {
  /** All files that have no place, and why. */
  readonly problems: readonly DestinationProblem[];
  /** What a person can do about it. */
  readonly hint: string =
    "Choose another folder, or leave these files out with a pattern of what to include";

  /** Makes the error. */
  constructor(
    problems: readonly DestinationProblem[],
    { wasWritten = false }: { wasWritten?: boolean } = {},
  ) {
    const named = problems.slice(0, NAMED).map(({ path, problem, other }) =>
      `\n  ${JSON.stringify(path)} ${IN_WORDS[problem]}${other ? `: ${JSON.stringify(other)}` : ""}`
    );
    const more = problems.length > NAMED ? `\n  ... and ${problems.length - NAMED} more` : "";
    const count = problems.length === 1 ? "1 file" : `${problems.length} files`;
    super(
      `Cannot download ${count}${wasWritten ? "" : ", nothing was written"}:${
        named.join("")
      }${more}`,
    );
    this.name = "DestinationError";
    this.problems = problems;
  }
}
