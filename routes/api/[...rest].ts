import { TaskError } from "@deadline/client/task";
import { failure } from "@/server/failure.ts";
import { define } from "@/server/state.ts";

/** Whatever else is asked of the API: a problem document, and no page. */
export const handler = define.handlers((ctx) => {
  const message = `There is no ${ctx.req.method} ${ctx.url.pathname}`;
  return failure(new TaskError(message, { code: "NotFound", status: 404 }), ctx.state.console);
});
