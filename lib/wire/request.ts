import {
  type Lineage,
  linkSignal,
  type StopReason,
  stopReasonOf,
  TaskError,
} from "@deadline/client/task";
import { type CallMeta, decodeLines, type ListLine } from "./ndjson.ts";
import { errorOf, errorOfResponse } from "./problem.ts";
import { LINEAGE_HEADER, REQUEST_ID_HEADER } from "./request_id.ts";

/** What every request to the console's own routes takes. A `TaskContext` fits as it is. */
export interface WireOptions {
  /** Aborting closes the connection, and with it everything behind it. */
  signal?: AbortSignal | undefined;
  /** Sent as `X-Request-Id`. */
  requestId?: string | undefined;
  /** What is asked under; sent along for the server's log and check. */
  lineage?: Lineage | undefined;
  /** `GET` unless there is a body, then `POST`. */
  method?: string | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** Told the closing facts of a list. */
  onMeta?: ((meta: CallMeta) => void) | undefined;
  /** The fetch to use. */
  fetch?: typeof fetch | undefined;
}

/**
 * Asks one of the console's routes and gives its JSON.
 *
 * @throws {TaskError} what the route says went wrong, or that it cannot be reached.
 * @throws {Stopped} when the route says the request was stopped; the signal's reason.
 */
export async function requestJson<T>(path: string, options: WireOptions = {}): Promise<T> {
  const response = await send(path, "application/json", options);
  const text = await response.text();
  return text === "" ? undefined as T : JSON.parse(text);
}

/**
 * Asks for a list and gives it page by page, as pages arrive.
 *
 * @throws As {@linkcode requestJson}, also when the stream ends with a problem or without its close.
 */
export async function* requestPages<T>(
  path: string,
  options: WireOptions = {},
): AsyncGenerator<T[], void> {
  const response = await send(path, "application/x-ndjson", options);
  let complete = false;
  for await (const line of decodeLines<ListLine<T>>(response.body!, options)) {
    if ("items" in line) yield line.items;
    else if ("problem" in line) throw errorOf(line.problem);
    else {
      complete = true;
      options.onMeta?.(line.meta);
    }
  }
  if (!complete) {
    throw new TaskError("The answer was cut off", { code: "Truncated", retryable: true });
  }
}

/** Sends the request; gives the response if it is OK. */
async function send(path: string, accept: string, options: WireOptions): Promise<Response> {
  const { signal, body, fetch: ask = fetch } = options;
  const headers = new Headers({ Accept: accept });
  if (options.requestId) headers.set(REQUEST_ID_HEADER, options.requestId);
  if (options.lineage) headers.set(LINEAGE_HEADER, encodeLineage(options.lineage));
  if (body !== undefined) headers.set("Content-Type", "application/json");
  const method = options.method ?? (body === undefined ? "GET" : "POST");
  // Deno does not always notice that the caller of a request with a body has left.
  const isHidden = body !== undefined && options.requestId !== undefined && !signal?.aborted;
  const unlink = isHidden
    ? linkSignal(signal, (reason) => sayGoodbye(options.requestId!, stopReasonOf(reason), ask))
    : () => {};
  let response: Response;
  try {
    response = await ask(path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
      credentials: "same-origin",
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new TaskError("The console's server does not answer", {
      code: "NetworkError",
      retryable: true,
      hint: "Check that the start command still runs; this page goes on by itself when it is back.",
      cause,
    });
  } finally {
    unlink();
  }
  if (!response.ok) throw await errorOfResponse(response);
  return response;
}

/** Tells the server that nobody waits for a request any more, and why; the page itself may be closing. */
function sayGoodbye(requestId: string, reason: StopReason, ask: typeof fetch): void {
  const init = { method: "DELETE", keepalive: true, credentials: "same-origin" } as const;
  ask(`/api/requests/${encodeURIComponent(requestId)}?reason=${reason}`, init).then(
    (response) => response.body?.cancel(),
  ).catch(() => {});
}

/** Writes a lineage for a header: levels percent-encoded, joined with `/`. */
export function encodeLineage(lineage: Lineage): string {
  return lineage.map((level) => encodeURIComponent(level ?? "")).join("/");
}

/** Reads what {@linkcode encodeLineage} wrote. */
export function decodeLineage(text: string): Lineage {
  return text.split("/").map((level) => decodeURIComponent(level) || undefined);
}
