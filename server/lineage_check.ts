import { type Lineage, TaskError } from "@deadline/client/task";
import { decodeLineage, LINEAGE_HEADER } from "@deadline/client/wire";

/** Names of the lineage levels, outermost first. */
const LEVELS = ["profile", "farm", "queue"] as const;

/** What a request is about. */
interface Asked {
  profile: string;
  farm?: string | undefined;
  queue?: string | undefined;
}

/**
 * Compares what a request says it was asked under with what it asks for: the profile this console
 * runs on, and the farm and queue of its path. A page that mixes them up must not get an answer.
 *
 * @throws {TaskError} with code `LineageMismatch` and status 409.
 */
export function checkLineage(
  headers: Headers,
  asked: Asked,
): void {
  const header = headers.get(LINEAGE_HEADER);
  if (header === null) return;
  let lineage: Lineage;
  try {
    lineage = decodeLineage(header);
  } catch {
    throw mismatch("The lineage of the request is not readable");
  }
  checkUnder(lineage, asked);
}

/** Compares a lineage with what is asked for, as {@linkcode checkLineage} does. */
export function checkUnder(lineage: Lineage, asked: Asked): void {
  LEVELS.forEach((level, depth) => {
    const claimed = lineage[depth];
    const actual = asked[level];
    if (claimed !== undefined && actual !== undefined && claimed !== actual) {
      throw mismatch(`The request was made under ${level} "${claimed}", but asks for "${actual}"`);
    }
  });
}

function mismatch(message: string): TaskError {
  return new TaskError(message, {
    code: "LineageMismatch",
    status: 409,
    retryable: true,
    hint: "Reload the page; the selection changed meanwhile.",
  });
}
