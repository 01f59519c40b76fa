import { bashCompletion } from "../completion.ts";
import type { Context } from "../context.ts";

/** Prints what makes bash complete commands. */
export function run(context: Context): Promise<void> {
  return Promise.resolve(context.io.out(bashCompletion()));
}
