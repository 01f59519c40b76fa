import { call, type CallOptions, type MutationOptions } from "../session/call.ts";
import { list } from "./_list.ts";
import type { PageStream } from "./page_stream.ts";
import type {
  GetSessionInput,
  GetSessionOutput,
  ListSessionsInput,
  SessionSummary,
  UpdateSessionInput,
  UpdateSessionOutput,
} from "./shapes.ts";

/** Lists the sessions in which workers run or have run tasks of a job. */
export function listSessions(
  input: ListSessionsInput,
  options: CallOptions = {},
): PageStream<SessionSummary> {
  return list("ListSessions", "sessions", input, options);
}

/** Gets one session of a job. */
export function getSession(
  input: GetSessionInput,
  options: CallOptions = {},
): Promise<GetSessionOutput> {
  return call("deadline", "GetSession", input, options);
}

/** Ends a session: pass `targetLifecycleStatus: "ENDED"`. */
export function endSession(
  input: UpdateSessionInput,
  options: MutationOptions = {},
): Promise<UpdateSessionOutput> {
  return call("deadline", "UpdateSession", input, options);
}
