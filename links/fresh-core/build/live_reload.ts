import type { Middleware } from "../app/middleware.ts";

/** Tells pages when the server was started, so that they notice when it was started anew. */
export function liveReload<State>(basePath: string): Middleware<State> {
  const revision = Date.now();
  return function liveReloadMiddleware(ctx) {
    if (ctx.url.pathname !== `${basePath}/_frsh/alive`) return ctx.next();
    if (ctx.req.headers.get("upgrade") !== "websocket") return new Response(null, { status: 501 });
    const { socket, response } = Deno.upgradeWebSocket(ctx.req);
    socket.onopen = () => socket.send(JSON.stringify({ type: "initial-state", revision }));
    return response;
  };
}
