/** One thing that is wrong in a template. */
export interface TemplateIssue {
  /**
   * Where: keys joined by ` -> `, list positions in brackets, as in
   * `steps[0] -> script -> actions -> onRun -> command`. Empty for the document as a whole.
   */
  path: string;
  /** What is wrong there. */
  message: string;
}

/** Keys and list positions that lead from the root of a document to a value in it. */
export type TemplatePath = readonly (string | number)[];

/**
 * Thrown when a template cannot be used; carries everything that is wrong with it, not only the
 * first thing.
 */
export class TemplateError extends Error {
  /** All that is wrong, in the order of the document. */
  readonly issues: readonly TemplateIssue[];

  /** Makes the error from what was found; `subject` says which document it is about. */
  constructor(issues: readonly TemplateIssue[], subject = "template", options?: ErrorOptions) {
    const count = issues.length === 1 ? "1 problem" : `${issues.length} problems`;
    const lines = issues.map(({ path, message }) => path ? `${path}: ${message}` : message);
    super(`Cannot use the ${subject}, ${count}:\n${lines.join("\n")}`, options);
    this.name = "TemplateError";
    this.issues = issues;
  }
}

/** Writes a path as people read it: `steps[0] -> script`. */
export function formatPath(path: TemplatePath): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else text += text ? ` -> ${key}` : key;
  }
  return text;
}
