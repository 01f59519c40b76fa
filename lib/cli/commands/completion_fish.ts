import { fishCompletion } from "../completion.ts";
import type { Context } from "../context.ts";

/** Prints what makes fish complete commands. */
export function run(context: Context): Promise<void> {
  return Promise.resolve(context.io.out(fishCompletion()));
}
