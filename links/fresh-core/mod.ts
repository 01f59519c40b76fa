/**
 * A web framework of routes and islands, with the names and behaviour of `jsr:@fresh/core`.
 *
 * @module
 */

export { App, type ListenOptions } from "./app/app.ts";
export type { FreshConfig, ResolvedFreshConfig } from "./app/config.ts";
export type { Context, FreshContext } from "./app/context.ts";
export { createDefine, type Define } from "./app/define.ts";
export {
  type HandlerByMethod,
  type HandlerFn,
  page,
  type PageResponse,
  type RouteData,
  type RouteHandler,
} from "./app/handlers.ts";
export type { Middleware, MiddlewareFn } from "./app/middleware.ts";
export type { PageProps } from "./app/page_props.ts";
export type { Method } from "./app/router.ts";
export type { LayoutConfig, Lazy, MaybeLazy, RouteConfig } from "./app/types.ts";
export { csp, type CSPOptions } from "./middlewares/csp.ts";
export { csrf, type CsrfOptions } from "./middlewares/csrf.ts";
export { staticFiles } from "./middlewares/static_files.ts";
export { trailingSlashes } from "./middlewares/trailing_slashes.ts";
export { HttpError } from "./shared/http_error.ts";
