import { TaskError } from "@deadline/client/task";
import type { Console } from "./console.ts";
import { failure } from "./failure.ts";
import type { Handler } from "./security/guard.ts";

/**
 * Wraps the app so that nothing below `/api/` is answered by a page: a route that is not there, or does
 * not take the method, gets a problem document as every other failure.
 */
export function withoutPages(handler: Handler, served: Console): Handler {
  return async (request, info) => {
    const response = await handler(request, info);
    const { pathname } = new URL(request.url);
    const isPage = response.headers.get("Content-Type")?.startsWith("text/html");
    if (!isPage || !pathname.startsWith("/api/")) return response;
    await response.body?.cancel();
    const { status } = response;
    const error = status < 500
      ? new TaskError(`There is no ${request.method} ${pathname}`, { code: "NotFound", status })
      : new TaskError("The console's server met an error", {
        status,
        code: "InternalError",
        hint: "Its log, in the terminal where it was started, has the details.",
      });
    return failure(error, served);
  };
}
