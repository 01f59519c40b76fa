import { call, type CallOptions, type MutationOptions } from "../session/call.ts";
import { change } from "./_change.ts";
import { list } from "./_list.ts";
import { readState } from "./_look_at_state.ts";
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
  const { farmId, queueId, jobId, sessionId } = input;
  return change("UpdateSession", input, options, async (since, calls) => {
    const session = await getSession({ farmId, queueId, jobId, sessionId }, calls);
    const members = [{
      name: "targetLifecycleStatus",
      asked: input.targetLifecycleStatus,
      is: session.targetLifecycleStatus,
      also: [session.lifecycleStatus, session.endedAt && "ENDED"],
    }];
    return readState("GetSession", members, session.updatedAt, since);
  });
}
