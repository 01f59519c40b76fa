/**
 * The command line as a function: give it words and a place to write, get the exit code.
 *
 * @module
 */
export { type Io, processIo } from "./io.ts";
export { runCli } from "./run.ts";
