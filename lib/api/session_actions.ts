import { call, type CallOptions } from "../session/call.ts";
import { list } from "./_list.ts";
import type { PageStream } from "./page_stream.ts";
import type {
  GetSessionActionInput,
  GetSessionActionOutput,
  ListSessionActionsInput,
  SessionActionSummary,
} from "./shapes.ts";

/** Lists the actions of a session, or those that ran a task: pass `sessionId` or `taskId`. */
export function listSessionActions(
  input: ListSessionActionsInput,
  options: CallOptions = {},
): PageStream<SessionActionSummary> {
  return list("ListSessionActions", "sessionActions", input, options);
}

/** Gets one session action. */
export function getSessionAction(
  input: GetSessionActionInput,
  options: CallOptions = {},
): Promise<GetSessionActionOutput> {
  return call("deadline", "GetSessionAction", input, options);
}

/** The session that an action belongs to, as its id tells: `sessionaction-<x>-<n>` is of `session-<x>`. */
export function sessionIdOfAction(sessionActionId: string): string {
  return sessionActionId.replace(/^sessionaction-(.*)-\d+$/, "session-$1");
}
