import type { Context } from "../app/context.ts";
import type { Middleware } from "../app/middleware.ts";
import { HttpError } from "../shared/http_error.ts";

/** Options for {@linkcode csrf}. */
// deno-lint-ignore no-explicit-any
export interface CsrfOptions<State = any> {
  /** The origins that may send requests, or a function that tells; by default the app's own. */
  origin?: string | string[] | ((origin: string, context: Context<State>) => boolean);
}

/** Refuses requests that change something and come from pages of other origins. */
export function csrf<State>(options: CsrfOptions = {}): Middleware<State> {
  return async function csrfMiddleware(ctx) {
    const { method, headers } = ctx.req;
    if (method === "GET" || method === "HEAD" || method === "OPTIONS") return await ctx.next();
    const site = headers.get("Sec-Fetch-Site");
    const origin = headers.get("Origin");
    const ownSite = site === null ? origin === null : site === "same-origin" || site === "none";
    if (ownSite || (origin !== null && isAllowed(options.origin, origin, ctx))) {
      return await ctx.next();
    }
    throw new HttpError(403);
  };
}

function isAllowed<State>(
  allowed: CsrfOptions["origin"],
  origin: string,
  ctx: Context<State>,
): boolean {
  if (!allowed) return origin === ctx.url.origin;
  if (typeof allowed === "function") return allowed(origin, ctx);
  return [allowed].flat().includes(origin);
}
