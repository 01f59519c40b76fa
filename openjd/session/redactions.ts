const HIDDEN = "********";

/** Values that must not be seen in a log. */
export class Redactions {
  readonly #values = new Set<string>();

  /** Hides a value from now on; one of several lines is hidden line by line. */
  add(value: string): void {
    for (const part of [value, ...value.split("\n")]) {
      if (part.trim() !== "") this.#values.add(part);
    }
  }

  /** The text with all hidden values replaced by stars. */
  apply(text: string): string {
    // Longest first, so that no piece of a longer value is left beside the stars of a shorter one.
    for (const value of [...this.#values].sort((a, b) => b.length - a.length)) {
      text = text.replaceAll(value, HIDDEN);
    }
    return text;
  }
}
