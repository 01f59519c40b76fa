import { UsageError } from "./errors.ts";

/** Reads the `NAME=VALUE` words of `--parameter`. */
export function readParameterWords(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => {
    const at = word.indexOf("=");
    if (at < 1) {
      throw new UsageError(`Invalid value for '--parameter': '${word}' is not Name=Value.`);
    }
    return [word.slice(0, at), word.slice(at + 1)];
  }));
}
