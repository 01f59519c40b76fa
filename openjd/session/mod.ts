/**
 * Running what an Open Job Description job describes: sessions, the environments entered in them
 * and the tasks run in them. Needs the permissions to run programs and to write files.
 *
 * @module
 */
export { type OutputLine, outputLines } from "./lines.ts";
export { mapPath, type PathMappingRule } from "./path_mapping.ts";
export { Session } from "./session.ts";
export type {
  ActionResult,
  ActionUpdate,
  RunOptions,
  RunTaskOptions,
  SessionOptions,
} from "./types.ts";
