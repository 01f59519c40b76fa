import { randomBytes } from "node:crypto";

/** A new id of a resource: the prefix and 32 random hex digits. */
export function newId(prefix: string): string {
  return `${prefix}-${randomBytes(16).toString("hex")}`;
}

/** The id of the n-th task of a step. */
export function taskId(stepId: string, position: number): string {
  return `task-${hexOf(stepId)}-${position}`;
}

/** The step and position that a task id names. */
export function parseTaskId(id: string): { stepId: string; position: number } {
  const [, hex, position] = id.split("-");
  return { stepId: `step-${hex}`, position: Number(position) };
}

/** The id of the n-th action of a session. */
export function sessionActionId(sessionId: string, position: number): string {
  return `sessionaction-${hexOf(sessionId)}-${position}`;
}

/** The session and position that a session action id names. */
export function parseSessionActionId(id: string): { sessionId: string; position: number } {
  const [, hex, position] = id.split("-");
  return { sessionId: `session-${hex}`, position: Number(position) };
}

function hexOf(id: string): string {
  return id.slice(id.indexOf("-") + 1);
}
