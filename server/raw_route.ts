import { Stopped } from "@deadline/client/task";
import { problemOf } from "@deadline/client/wire";
import type { Ask } from "./ask.ts";
import { upstream } from "./failure.ts";
import { whileWanted } from "./linked_signal.ts";
import type { RouteHandler } from "./route.ts";
import { admit, askOf } from "./visit.ts";

/** A read that gives bytes as they are: a file, an archive. They stop with whoever reads them. */
export function raw(body: (ask: Ask) => Promise<Response>): RouteHandler {
  return (ctx) =>
    admit(ctx, async (visit) => {
      const { signal, linked, leave } = visit;
      const answer = body(askOf(visit, signal));
      const response = await whileWanted(answer, signal);
      if (!response.body) {
        leave();
        return response;
      }
      const reader = response.body.getReader();
      const bytes = new ReadableStream<Uint8Array>({
        async pull(controller) {
          try {
            const { done, value } = await reader.read();
            if (!done) return controller.enqueue(value);
            leave();
            controller.close();
          } catch (error) {
            leave();
            // Nobody who has the first half must take it for the whole.
            controller.error(error);
            if (!signal.aborted) visit.console.errors.add(problemOf(upstream(error)));
          }
        },
        async cancel(reason) {
          linked.abort(new Stopped("navigated"));
          leave();
          await reader.cancel(reason).catch(() => {});
        },
      }, { highWaterMark: 0 });
      return new Response(bytes, { status: response.status, headers: response.headers });
    });
}
