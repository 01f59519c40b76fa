import type { Authenticated } from "../auth/authenticate.ts";
import { ServiceError } from "../protocol/errors.ts";
import { logActions } from "./log_actions.ts";
import type { FarmRequest, Services } from "./services.ts";

const PREFIX = "Logs_20140328.";

/**
 * Answers a request of the log service, which speaks JSON 1.1: the action is in a header.
 *
 * @throws {ServiceError} What the service would answer instead.
 */
export function answerLogs(
  request: FarmRequest,
  { principal }: Authenticated,
  { logs, clock }: Services,
): Response {
  const target = request.headers.get("x-amz-target") ?? "";
  const name = target.startsWith(PREFIX) ? target.slice(PREFIX.length) : "";
  const action = logActions.get(name);
  if (action === undefined) {
    throw new ServiceError(
      "UnknownOperationException",
      400,
      `The local farm's log service does not know ${target || "an action without a name"}.`,
    );
  }
  if (principal.kind === "bootstrap") {
    throw new ServiceError("AccessDeniedException", 400, `Not authorized to perform: logs:${name}`);
  }
  const output = action(readBody(request.body), { logs, now: clock.now() });
  return Response.json(output, { headers: { "content-type": "application/x-amz-json-1.1" } });
}

function readBody(bytes: Uint8Array): Record<string, unknown> {
  try {
    const body = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
  } catch {
    // Falls through to the refusal below.
  }
  throw new ServiceError("SerializationException", 400, "The request body is not a JSON object.");
}
