import { HttpError } from "../shared/http_error.ts";
import type { Context } from "./context.ts";
import { isHandlerByMethod } from "./handlers.ts";
import { internalsOf } from "./internals.ts";
import type { MaybeLazyMiddleware, Middleware } from "./middleware.ts";
import { instantiate, pageProps, type RouteComponent } from "./page_props.ts";
import { patternToSegments } from "./pattern.ts";
import type { Method } from "./router.ts";
import type { LayoutConfig, Route } from "./types.ts";

/** A folder of routes, with what applies to all that is in it. */
export class Segment<State> {
  /** Called before the routes, in order. */
  middlewares: MaybeLazyMiddleware<State>[] = [];
  /** Surrounds the pages. */
  layout: { component: RouteComponent<State>; config: LayoutConfig } | undefined;
  /** Answers when something is thrown. */
  errorRoute: Route<State> | undefined;
  /** Answers when nothing was found; of the topmost folder only. */
  notFound: Middleware<State> | undefined;
  /** The document; of the topmost folder only. */
  app: RouteComponent<State> | undefined;
  #parent: Segment<State> | undefined;
  #children = new Map<string, Segment<State>>();

  /** Makes a folder in another one, or the topmost. */
  constructor(parent?: Segment<State>) {
    this.#parent = parent;
  }

  /** The folder of a pattern, or the one that its last segment names. */
  at(pattern: string, includeLast: boolean): Segment<State> {
    return patternToSegments(pattern, includeLast).reduce(
      (folder: Segment<State>, name) =>
        folder.#children.getOrInsertComputed(name, () => new Segment(folder)),
      this,
    );
  }

  /** All that is called before a route in this folder, from the topmost folder down. */
  toMiddlewares(): MaybeLazyMiddleware<State>[] {
    const above = this.#parent?.toMiddlewares() ?? [];
    return [...above, this.#enter(), ...this.middlewares];
  }

  get #root(): Segment<State> {
    return this.#parent ? this.#parent.#root : this;
  }

  /** What is set up for a folder, as it stands when the routes are put together. */
  #enter(): Middleware<State> {
    const { app, layout, errorRoute } = this;
    const root = this.#root;
    return async function segmentMiddleware(ctx) {
      const internals = internalsOf(ctx);
      const before = { app: internals.app, layouts: internals.layouts };
      if (app) internals.app = app;
      if (layout) {
        if (layout.config.skipAppWrapper) internals.app = null;
        const inherited = layout.config.skipInheritedLayouts ? [] : internals.layouts;
        internals.layouts = [...inherited, layout.component];
      }
      try {
        return await ctx.next();
      } catch (error) {
        const status = error instanceof HttpError ? error.status : 500;
        if (root.notFound && status === 404) return await root.notFound(ctx);
        if (errorRoute) return await renderRoute(ctx, errorRoute, status);
        throw error;
      } finally {
        Object.assign(internals, before);
      }
    };
  }
}

/** Has a route answer: its handler, and its page if the handler gave data. */
export async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
  status = 200,
): Promise<Response> {
  const internals = internalsOf(ctx);
  if (route.config?.skipAppWrapper) internals.app = null;
  if (route.config?.skipInheritedLayouts) internals.layouts = [];
  const { handler } = route;
  if (handler === undefined) throw new Error("Unexpected missing handlers");
  const method = ctx.req.method.toUpperCase() as Method;
  const fn = isHandlerByMethod(handler)
    ? handler[method] ?? (method === "HEAD" ? handler.GET : undefined)
    : handler;
  if (fn === undefined) return await ctx.next();

  const result = await fn(ctx);
  if (result instanceof Response) return result;
  const init = { headers: new Headers(result.headers), status: result.status ?? status };
  if (route.component === undefined) return await ctx.render(null, init);
  const vnode = await instantiate(route.component, pageProps(ctx, result.data, () => null));
  return vnode instanceof Response ? vnode : await ctx.render(vnode, init);
}
