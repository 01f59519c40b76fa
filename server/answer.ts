import { Stopped } from "@deadline/client/task";
import {
  type CallMeta,
  encodeLines,
  type ListLine,
  NDJSON_TYPE,
  problemOf,
  REQUEST_ID_HEADER,
} from "@deadline/client/wire";
import type { Ask, AskedOf } from "./ask.ts";
import type { Single } from "./contract.ts";
import { equivalents } from "./equivalent.ts";
import { upstream } from "./failure.ts";
import { withHeartbeat } from "./heartbeat.ts";
import { type LinkedSignal, whileWanted, within } from "./linked_signal.ts";
import type { Visit } from "./visit.ts";

/** Runs the body of a route that gives one thing. */
export async function answerOf<T>(
  asked: AskedOf,
  body: (ask: Ask) => Promise<T> | T,
  ask: Ask,
): Promise<Single<T>> {
  const started = performance.now();
  const data = await body(ask);
  return { data, meta: metaOf(asked, ask, started) };
}

/** Runs the body of a route that gives a list. */
export async function* linesOf<T>(
  asked: AskedOf,
  body: (ask: Ask) => AsyncIterable<T[]>,
  ask: Ask,
): AsyncGenerator<ListLine<T>> {
  const started = performance.now();
  for await (const items of body(ask)) yield { items };
  yield { meta: metaOf(asked, ask, started) };
}

function metaOf(asked: AskedOf, ask: Ask, started: number): CallMeta {
  const what = typeof asked === "function" ? asked(ask) : asked;
  const ms = Math.round(performance.now() - started);
  return { ...equivalents(what), ...ask.meta, ms, at: new Date().toISOString() };
}

/** The answer with one thing. */
export function json<T>(answer: Single<T>, { requestId }: Visit, status = 200): Response {
  const body: Single<T> = { data: answer.data, meta: { ...answer.meta, requestId } };
  return Response.json(body, { status, headers: headersOf(requestId) });
}

/** Milliseconds that a change may take to its first line before its answer begins all the same. */
const PATIENCE = 300;

/** Streams lines; the first is waited for, so that what fails at once still has a status. */
export async function stream<T>(
  lines: AsyncGenerator<ListLine<T>>,
  visit: Visit,
): Promise<Response> {
  const { ctx, linked, requestId, signal } = visit;
  const first = lines.next();
  const isChange = ctx.req.method !== "GET";
  await whileWanted<unknown>(isChange ? within(first, PATIENCE) : first, signal);
  const source = (async function* () {
    try {
      for (let line = await first; !line.done; line = await lines.next()) {
        yield "meta" in line.value ? { meta: { ...line.value.meta, requestId } } : line.value;
      }
    } catch (error) {
      if (!signal.aborted) visit.console.errors.add(problemOf(upstream(error), requestId));
      throw upstream(error);
    } finally {
      visit.leave();
      await lines.return(undefined);
    }
  })();
  const body = encodeLines(leaving(source, linked), { signal, requestId });
  const headers = headersOf(requestId, NDJSON_TYPE);
  return new Response(isChange ? withHeartbeat(body) : body, { headers });
}

/** An iterable whose early end aborts at once; a generator alone would first finish its wait. */
function leaving<T>(source: AsyncGenerator<T>, linked: LinkedSignal): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => source.next(),
      return: () => {
        linked.abort(new Stopped("navigated"));
        return source.return(undefined);
      },
    }),
  };
}

function headersOf(requestId: string | undefined, type = "application/json"): HeadersInit {
  return {
    "Content-Type": type,
    "Cache-Control": "no-store",
    ...(requestId ? { [REQUEST_ID_HEADER]: requestId } : {}),
  };
}
