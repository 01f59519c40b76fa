import type { AnswerFacts } from "@deadline/client/session";
import type { RetryWait } from "@deadline/client/task";
import {
  decodeLineage,
  LINEAGE_HEADER,
  parseRequestId,
  REQUEST_ID_HEADER,
} from "@deadline/client/wire";
import type { Ask } from "./ask.ts";
import type { Console } from "./console.ts";
import { failure } from "./failure.ts";
import { checkLineage } from "./lineage_check.ts";
import { type LinkedSignal, linkedSignal } from "./linked_signal.ts";
import { readJson } from "./read_json.ts";
import type { State } from "./state.ts";

/** The parts of Fresh's context that a route of the API needs. */
export interface RouteContext {
  readonly req: Request;
  readonly url: URL;
  readonly params: Record<string, string>;
  readonly state: State;
}

/** A request that is under way. */
export interface Visit {
  readonly ctx: RouteContext;
  readonly console: Console;
  readonly requestId: string | undefined;
  readonly signal: AbortSignal;
  readonly linked: LinkedSignal;
  /** What makes two reads the same. */
  readonly key: string;
  /** The work that is done for it, which identical reads share. */
  readonly flight: string;
  leave(): void;
}

/**
 * Lets a request through the fence, and turns whatever goes wrong into a problem document. `shared`
 * says that identical requests share the work.
 */
export async function admit(
  ctx: RouteContext,
  answer: (visit: Visit) => Promise<Response>,
  { shared = false }: { shared?: boolean } = {},
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
    const key = `${console.revision} ${ctx.url.pathname}${ctx.url.search}`;
    const flight = shared ? key : crypto.randomUUID();
    const unjoin = requestId ? console.retries.join(flight, requestId) : () => {};
    leave = () => {
      unjoin();
      linked.unlink();
      admitted.leave();
    };
    const { signal } = linked;
    return await answer({ ctx, console, requestId, signal, linked, key, flight, leave });
  } catch (error) {
    leave();
    return failure(error, console, requestId);
  }
}

/** What the body of a route is given; `signal` is the visitor's own, or that of a shared read. */
export function askOf({ ctx, console, flight, requestId }: Visit, signal: AbortSignal): Ask {
  const meta: Ask["meta"] = {};
  const onAnswer = ({ awsRequestId, attempts }: AnswerFacts) => {
    meta.awsRequestId = awsRequestId ?? meta.awsRequestId;
    if (attempts > 1) meta.retries = (meta.retries ?? 0) + attempts - 1;
  };
  const onRetry = (wait: RetryWait) => console.retries.add(flight, wait);
  return {
    console,
    call: {
      session: console.session,
      signal,
      onAnswer,
      onRetry,
      region: console.regions.get(ctx.params.farm),
    },
    signal,
    isNewest: () => console.fence.isNewest(requestId),
    params: ctx.params,
    query: ctx.url.searchParams,
    lineage: decodeLineage(ctx.req.headers.get(LINEAGE_HEADER) ?? ""),
    range: ctx.req.headers.get("Range"),
    lastEventId: ctx.req.headers.get("Last-Event-ID") ?? undefined,
    meta,
    json: () => readJson(ctx.req),
  };
}
