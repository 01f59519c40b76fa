import type { Middleware } from "../app/middleware.ts";

/** Leads to the path with a slash at its end, or without. */
export function trailingSlashes<State>(mode: "always" | "never"): Middleware<State> {
  return function trailingSlashesMiddleware(ctx) {
    const { pathname, search } = ctx.url;
    const has = pathname.endsWith("/");
    if (pathname === "/" || has === (mode === "always")) return ctx.next();
    return ctx.redirect((has ? pathname.slice(0, -1) : `${pathname}/`) + search);
  };
}
