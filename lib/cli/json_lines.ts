import { pythonJson } from "../attachments/python_json.ts";
import type { Io } from "./io.ts";

/** The kinds of messages that downloads write as JSON, a line each, as the Python client does. */
export type MessageType =
  | "title"
  | "presummary"
  | "path"
  | "pathconfirm"
  | "progress"
  | "summary"
  | "warning"
  | "error";

/** One message as a line. */
export function jsonLine(messageType: MessageType, value: unknown, more: object = {}): string {
  return `${pythonJson({ messageType, value, ...more })}\n`;
}

/**
 * Reads the message that answers a question.
 *
 * @throws {SyntaxError} if the line is another one, or has not so many values.
 */
export async function readJsonLine(
  io: Io,
  messageType: MessageType,
  size: number,
  signal: AbortSignal,
): Promise<string[]> {
  const line = await io.ask("", signal);
  const refuse = (reason: string) =>
    new SyntaxError(`Cannot use the line ${JSON.stringify(line ?? "")}: ${reason}`);
  let message: { messageType?: unknown; value?: unknown };
  try {
    message = JSON.parse(line ?? "");
  } catch {
    throw refuse(`a "${messageType}" message in JSON is expected`);
  }
  if (message?.messageType !== messageType) throw refuse(`"messageType" is not "${messageType}"`);
  const { value } = message;
  if (!Array.isArray(value) || value.some((each) => typeof each !== "string")) {
    throw refuse('"value" is not a list of texts');
  }
  if (value.length !== size) throw refuse(`"value" has ${value.length} items and not ${size}`);
  return value;
}
