import { type Lineage, Stopped, TaskError } from "@deadline/client/task";
import {
  type CallMeta,
  decodeLineage,
  encodeLines,
  LINEAGE_HEADER,
  type ListLine,
  NDJSON_TYPE,
  parseRequestId,
  type Problem,
  problemOf,
  problemResponse,
  REQUEST_ID_HEADER,
  STOPPED_STATUS,
} from "@deadline/client/wire";
import type { Session } from "@deadline/client/session";
import type { Console } from "./console.ts";
import type { Single } from "./contract.ts";
import { type Asked, equivalents } from "./equivalent.ts";
import { withHeartbeat } from "./heartbeat.ts";
import { checkLineage } from "./lineage_check.ts";
import { type LinkedSignal, linkedSignal, whileWanted, within } from "./linked_signal.ts";
import { readJson } from "./read_json.ts";
import { eventStream, type ServerEvent } from "./sse.ts";
import type { State } from "./state.ts";

/** The parts of Fresh's context that a route of the API needs. */
export interface RouteContext {
  readonly req: Request;
  readonly url: URL;
  readonly params: Record<string, string>;
  readonly state: State;
}

/** A handler of one method of one route. */
export type RouteHandler = (ctx: RouteContext) => Promise<Response>;

/** What the body of a route is given. */
export interface Ask {
  readonly console: Console;
  /** Hand it to every library function: it holds the session, and the signal that reaches the socket. */
  readonly call: { readonly session: Session; readonly signal: AbortSignal };
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  readonly params: Record<string, string>;
  readonly query: URLSearchParams;
  /** What the page that asks has selected, as far as it says. */
  readonly lineage: Lineage;
  /** The event that a stream which is attached again had last. */
  readonly lastEventId: string | undefined;
  /** Facts for the foot of the panel; the body fills in what it learns. */
  readonly meta: Pick<CallMeta, "awsRequestId" | "total" | "notices">;
  /** The JSON that was sent along. */
  json<T>(): Promise<T>;
}

/** What a route asks of AWS, or how to tell from the request. */
export type AskedOf = Asked | ((ask: Pick<Ask, "params" | "query">) => Asked);

/** A read that gives one thing. Identical ones that are under way are one upstream call. */
export function single<T>(asked: AskedOf, body: (ask: Ask) => Promise<T> | T): RouteHandler {
  return (ctx) =>
    admit(ctx, async (visit) => {
      const answer = await visit.console.reads.read(
        visit.key,
        (signal) => answerOf(asked, body, askOf(visit, signal)),
        { signal: visit.signal },
      );
      visit.leave();
      return json(answer, visit);
    });
}

/** A change that gives one thing. */
export function change<T>(
  asked: AskedOf,
  body: (ask: Ask) => Promise<T> | T,
  status = 200,
): RouteHandler {
  return (ctx) =>
    admit(ctx, async (visit) => {
      const answer = answerOf(asked, body, askOf(visit, visit.signal));
      const response = json(await whileWanted(answer, visit.signal), visit, status);
      visit.leave();
      return response;
    });
}

/** A read that gives a list, page by page. Identical ones that are under way are one upstream call. */
export function list<T>(
  asked: AskedOf,
  body: (ask: Ask) => AsyncIterable<T[]>,
  { shared = true }: { shared?: boolean } = {},
): RouteHandler {
  if (!shared) return changeEach(asked, body);
  return (ctx) =>
    admit(ctx, (visit) => {
      const lines = visit.console.pages.read(
        visit.key,
        (signal) => linesOf(asked, body, askOf(visit, signal)),
        visit.signal,
      );
      return stream(lines, visit);
    });
}

/** A change of many things that tells of each as it is done. */
export function changeEach<T>(
  asked: AskedOf,
  body: (ask: Ask) => AsyncIterable<T[]>,
): RouteHandler {
  return (ctx) =>
    admit(ctx, (visit) => stream(linesOf(asked, body, askOf(visit, visit.signal)), visit));
}

/** A stream of events that lasts until the page leaves. */
export function events(body: (ask: Ask) => AsyncIterable<ServerEvent>): RouteHandler {
  return (ctx) =>
    admit(ctx, (visit) => {
      const { signal, linked, leave } = visit;
      const onEnd = () => {
        linked.abort(new Stopped("navigated"));
        leave();
      };
      return Promise.resolve(eventStream(body(askOf(visit, signal)), { signal, onEnd }));
    });
}

/** A request that is under way. */
interface Visit {
  readonly ctx: RouteContext;
  readonly console: Console;
  readonly requestId: string | undefined;
  readonly signal: AbortSignal;
  readonly linked: LinkedSignal;
  /** What makes two reads the same. */
  readonly key: string;
  leave(): void;
}

/** Lets a request through the fence, and turns whatever goes wrong into a problem document. */
async function admit(
  ctx: RouteContext,
  answer: (visit: Visit) => Promise<Response>,
): Promise<Response> {
  const { console } = ctx.state;
  const given = ctx.req.headers.get(REQUEST_ID_HEADER);
  const requestId = parseRequestId(given) ? given! : undefined;
  let leave = () => {};
  try {
    const { farm, queue } = ctx.params;
    checkLineage(ctx.req.headers, { profile: console.profile, farm, queue });
    const admitted = console.fence.admit(requestId, ctx.req.signal);
    const linked = linkedSignal([admitted.signal, console.signal]);
    leave = () => {
      linked.unlink();
      admitted.leave();
    };
    const key = `${ctx.url.pathname}${ctx.url.search}`;
    return await answer({ ctx, console, requestId, signal: linked.signal, linked, key, leave });
  } catch (error) {
    leave();
    return failure(error, console, requestId);
  }
}

/** The problem document for whatever was thrown; real errors are noted for the diagnostics page. */
export function failure(error: unknown, console: Console, requestId?: string): Response {
  const problem = upstreamProblem(problemOf(error, requestId));
  if (problem.status !== STOPPED_STATUS) console.errors.add(problem);
  return problemResponse(problem, requestId ? { [REQUEST_ID_HEADER]: requestId } : {});
}

/** To a page, `NetworkError` means that this very server is out of reach; beyond it is another thing. */
function upstreamProblem(problem: Problem): Problem {
  if (problem.code !== "NetworkError") return problem;
  return { ...problem, code: "ServiceUnreachable", status: 502 };
}

function askOf({ ctx, console }: Visit, signal: AbortSignal): Ask {
  return {
    console,
    call: { session: console.session, signal },
    signal,
    params: ctx.params,
    query: ctx.url.searchParams,
    lineage: decodeLineage(ctx.req.headers.get(LINEAGE_HEADER) ?? ""),
    lastEventId: ctx.req.headers.get("Last-Event-ID") ?? undefined,
    meta: {},
    json: () => readJson(ctx.req),
  };
}

async function answerOf<T>(
  asked: AskedOf,
  body: (ask: Ask) => Promise<T> | T,
  ask: Ask,
): Promise<Single<T>> {
  const started = performance.now();
  const data = await body(ask);
  return { data, meta: metaOf(asked, ask, started) };
}

async function* linesOf<T>(
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

function json<T>(answer: Single<T>, { requestId }: Visit, status = 200): Response {
  const body: Single<T> = { data: answer.data, meta: { ...answer.meta, requestId } };
  return Response.json(body, { status, headers: headersOf(requestId) });
}

/** Milliseconds that a change may take to its first line before its answer begins all the same. */
const PATIENCE = 300;

/** Streams lines; the first is waited for, so that what fails at once still has a status. */
async function stream<T>(lines: AsyncGenerator<ListLine<T>>, visit: Visit): Promise<Response> {
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
      if (!signal.aborted) visit.console.errors.add(problemOf(error, requestId));
      throw error;
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

/** A member of the query that must be there. */
export function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (value) return value;
  throw new TaskError(`The query lacks "${name}"`, { code: "BadRequest", status: 400 });
}
