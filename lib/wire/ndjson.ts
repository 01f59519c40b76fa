import { linkSignal } from "../task/link_signal.ts";
import { TaskError } from "@deadline/client/task";
import { type Problem, problemOf } from "./problem.ts";

/** The media type of a stream of JSON lines. */
export const NDJSON_TYPE = "application/x-ndjson";

/** Which upstream call data came from, and when: what the foot bar of every panel says. */
export interface CallMeta {
  /** The API operation: `SearchJobs`. */
  call: string;
  /** How long it took, in milliseconds, all pages together. */
  ms: number;
  /** When the answer was complete: an RFC 3339 time. */
  at: string;
  /** Our request id. */
  requestId?: string | undefined;
  /** The id AWS gave the (last) call. */
  awsRequestId?: string | undefined;
  /** How often a call was made again; absent if each was answered at once. */
  retries?: number | undefined;
  /** How many there are in all, where the service says so. */
  total?: number | undefined;
  /** Things the person should know: a region that did not answer. */
  notices?: string[] | undefined;
  /** The same call as a command line of the CLI, without secrets. */
  cli?: string | undefined;
  /** The same call as TypeScript. */
  typescript?: string | undefined;
}

/** One line of a list stream: a page of items, the closing facts, or what went wrong on the way. */
export type ListLine<T> = { items: T[] } | { meta: CallMeta } | { problem: Problem };

/**
 * Streams values as JSON lines. The source is asked for the next value only when the reader wants
 * more; a reader that leaves ends the source. An error after the first byte, or an abort, becomes a
 * last line `{"problem": ...}`, since the status is long sent.
 */
export function encodeLines(
  source: AsyncIterable<unknown>,
  options: { signal?: AbortSignal | undefined; requestId?: string | undefined } = {},
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const problemLine = (error: unknown) =>
    encoder.encode(`${JSON.stringify({ problem: problemOf(error, options.requestId) })}\n`);
  const iterator = source[Symbol.asyncIterator]();
  let unlink = () => {};
  let over = false;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      unlink = linkSignal(options.signal, (reason) => {
        if (over) return;
        // An error of the stream would be printed by the server, and not reach a reader that is there.
        controller.enqueue(problemLine(reason));
        // A reader that is gone may find out by that very line, and leave.
        if (!over) controller.close();
        end(iterator);
      });
    },
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (options.signal?.aborted) return;
        if (!done) return controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      } catch (error) {
        if (options.signal?.aborted) return;
        controller.enqueue(problemLine(error));
      }
      over = true;
      unlink();
      controller.close();
    },
    cancel() {
      over = true;
      unlink();
      end(iterator);
    },
  }, { highWaterMark: 1 });
}

/**
 * Reads JSON lines as they arrive. Leaving the loop, or an abort, closes the connection.
 *
 * @throws {TaskError} when a line is not JSON or the last one is cut off; the signal's reason.
 */
export async function* decodeLines<T>(
  body: ReadableStream<Uint8Array>,
  options: { signal?: AbortSignal | undefined } = {},
): AsyncGenerator<T, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  // `cancel` makes a pending read resolve as done, hence the checks of the signal below.
  const unlink = linkSignal(options.signal, (reason) => void reader.cancel(reason).catch(() => {}));
  try {
    while (true) {
      options.signal?.throwIfAborted();
      const { done, value } = await reader.read();
      options.signal?.throwIfAborted();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line !== "") yield parseLine<T>(line);
      if (done) break;
    }
    if (rest !== "") {
      throw new TaskError("The answer was cut off", { code: "Truncated", retryable: true });
    }
  } finally {
    unlink();
    await reader.cancel().catch(() => {});
  }
}

function parseLine<T>(line: string): T {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new TaskError("The answer is not readable", {
      code: "Truncated",
      retryable: true,
      cause,
    });
  }
}

function end(iterator: AsyncIterator<unknown>): void {
  // Nobody is there to hear of an error while leaving.
  Promise.resolve(iterator.return?.()).catch(() => {});
}
