import { Stopped } from "@deadline/client/task";
import { answerOf, json, linesOf, stream } from "./answer.ts";
import type { Ask, AskedOf } from "./ask.ts";
import { whileWanted } from "./linked_signal.ts";
import { eventStream, type ServerEvent } from "./sse.ts";
import { admit, askOf, type RouteContext } from "./visit.ts";

/** A handler of one method of one route. */
export type RouteHandler = (ctx: RouteContext) => Promise<Response>;

const SHARED = { shared: true };

/**
 * A read that gives one thing. Identical ones that are under way are one upstream call; what a change
 * is followed by must not be `shared`, or it could be given what was read before the change.
 */
export function single<T>(
  asked: AskedOf,
  body: (ask: Ask) => Promise<T> | T,
  { shared = true }: { shared?: boolean } = {},
): RouteHandler {
  if (!shared) return change(asked, body);
  return (ctx) =>
    admit(ctx, async (visit) => {
      const answer = await visit.console.reads.read(
        visit.key,
        (signal) => answerOf(asked, body, askOf(visit, signal)),
        { signal: visit.signal },
      );
      visit.leave();
      return json(answer, visit);
    }, SHARED);
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
    }, SHARED);
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
