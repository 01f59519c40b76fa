import { STATUS_CODES } from "node:http";
import { HttpError } from "../shared/http_error.ts";
import { type BuildCache, emptyBuildCache } from "./build_cache.ts";
import { applyCommands, type Command, notFound, notFoundCommand, toRoute } from "./commands.ts";
import type { FreshConfig, ResolvedFreshConfig } from "./config.ts";
import { Context } from "./context.ts";
import { setInternals } from "./internals.ts";
import { type ListenOptions, serve } from "./listen.ts";
import { chain, type MaybeLazyMiddleware, type Middleware } from "./middleware.ts";
import type { RouteComponent } from "./page_props.ts";
import { mergePath } from "./pattern.ts";
import { type Method, Router } from "./router.ts";
import { Segment } from "./segments.ts";
import type { LayoutConfig, MaybeLazy, Route, RouteConfig } from "./types.ts";

export type { ListenOptions };

/** Gives an app what it is built from. */
export let setBuildCache: <State>(
  app: App<State>,
  cache: BuildCache<State>,
  mode: "development" | "production",
) => void;

/** Who asks, when nobody said so. */
const NOBODY = {
  localAddr: { transport: "tcp", hostname: "localhost", port: 8080 },
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 1234 },
  completed: Promise.resolve(),
} as unknown as Deno.ServeHandlerInfo;

/** An app: what it is told of, it calls in that order. */
export class App<State> {
  #commands: Command<State>[] = [];
  #buildCache: () => BuildCache<State> | null = () => null;

  static {
    setBuildCache = (app, cache, mode) => {
      app.config.root = cache.root;
      app.config.mode = mode;
      app.#buildCache = () => cache;
    };
  }

  /** How the app is set up. */
  config: ResolvedFreshConfig;

  /** Makes an app without routes. */
  constructor(config: FreshConfig = {}) {
    const { basePath = "", mode = "production", trustProxy = false } = config;
    this.config = { root: ".", basePath, mode, trustProxy };
  }

  /** Adds middlewares for all paths. */
  use(...middleware: MaybeLazyMiddleware<State>[]): this;
  /** Adds middlewares for a path and those below it. */
  use(path: string, ...middleware: MaybeLazyMiddleware<State>[]): this;
  use(
    first: string | MaybeLazyMiddleware<State>,
    ...rest: MaybeLazyMiddleware<State>[]
  ): this {
    const [pattern, fns] = typeof first === "string" ? [first, rest] : ["*", [first, ...rest]];
    return this.#add({ type: "middleware", pattern, fns, includeLastSegment: true });
  }

  /** Sets what answers when nothing was found. */
  notFound(routeOrMiddleware: Route<State> | Middleware<State>): this {
    return this.#add(notFoundCommand(routeOrMiddleware));
  }

  /** Sets what answers when something is thrown at a path or below it. */
  onError(path: string, routeOrMiddleware: Route<State> | Middleware<State>): this {
    const route = toRoute(routeOrMiddleware);
    return this.#add({ type: "error", pattern: path, route, includeLastSegment: true });
  }

  /** Sets the document around all pages. */
  appWrapper(component: RouteComponent<State>): this {
    return this.#add({ type: "app", component });
  }

  /** Sets the layout around the pages at a path and below it. */
  layout(path: string, component: RouteComponent<State>, config: LayoutConfig = {}): this {
    return this.#add({
      type: "layout",
      pattern: path,
      component,
      config,
      includeLastSegment: true,
    });
  }

  /** Adds a route. */
  route(path: string, route: MaybeLazy<Route<State>>, config?: RouteConfig): this {
    return this.#add({ type: "route", pattern: path, route, config, includeLastSegment: true });
  }

  /** Adds handlers for GET. */
  get(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("GET", path, middlewares);
  }

  /** Adds handlers for POST. */
  post(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("POST", path, middlewares);
  }

  /** Adds handlers for PATCH. */
  patch(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("PATCH", path, middlewares);
  }

  /** Adds handlers for PUT. */
  put(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("PUT", path, middlewares);
  }

  /** Adds handlers for DELETE. */
  delete(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("DELETE", path, middlewares);
  }

  /** Adds handlers for HEAD. */
  head(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("HEAD", path, middlewares);
  }

  /** Adds handlers for all methods. */
  all(path: string, ...middlewares: MaybeLazy<Middleware<State>>[]): this {
    return this.#handle("ALL", path, middlewares);
  }

  /** Adds the routes that files make. */
  fsRoutes(pattern = "*"): this {
    const getItems = () => this.#buildCache()?.getFsRoutes() ?? [];
    return this.#add({ type: "fsRoutes", pattern, getItems, includeLastSegment: false });
  }

  /** Adds all that another app was told of, below a path. */
  mountApp(path: string, app: App<State>): this {
    for (const command of app.#commands) {
      if (command.type === "app" || command.type === "notFound") {
        this.#add(command);
        continue;
      }
      const { basePath } = app.config;
      const inner = basePath ? mergePath(basePath, command.pattern, false) : command.pattern;
      this.#add({
        ...command,
        pattern: mergePath(path, inner, true),
        includeLastSegment: command.pattern === "/" || command.includeLastSegment,
      });
    }
    app.#buildCache = () => this.#buildCache();
    return this;
  }

  /** Puts the routes together, and returns what answers requests. */
  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    const buildCache = this.#buildCache() ?? emptyBuildCache<State>();
    const router = new Router<Middleware<State>>();
    const root = new Segment<State>();
    applyCommands(root, router, this.#commands, this.config.basePath);
    const fallback = chain(root.toMiddlewares());

    return async (req, info = NOBODY) => {
      const url = this.#urlOf(req);
      const method = req.method.toUpperCase() as Method;
      const { pattern, item, params, allowed } = router.match(method, url);
      const next = () => {
        if (pattern === null || item !== null) return notFound();
        if (method !== "OPTIONS") return Promise.reject(new HttpError(405));
        const headers = { Allow: allowed.join(", ") };
        return Promise.resolve(new Response(null, { status: 204, headers }));
      };
      const ctx = new Context<State>(req, url, info, pattern, params, this.config, next);
      setInternals(ctx, { app: null, layouts: [], buildCache });
      try {
        const response = await (item ?? fallback)(ctx);
        if (!(response instanceof Response)) {
          throw new Error(
            `Expected a "Response" instance to be returned, but got: ${response}`,
          );
        }
        return method === "HEAD" ? new Response(null, response) : response;
      } catch (error) {
        return lastResort(error);
      }
    };
  }

  /** Serves the app; without a port, on the first free one from 8000 on. */
  async listen(options: ListenOptions = {}): Promise<void> {
    await serve(this.handler(), this.config.basePath, options);
  }

  #add(command: Command<State>): this {
    this.#commands.push(command);
    return this;
  }

  #handle(
    method: Method | "ALL",
    pattern: string,
    fns: MaybeLazy<Middleware<State>>[],
  ): this {
    return this.#add({ type: "handler", method, pattern, fns, includeLastSegment: true });
  }

  #urlOf(req: Request): URL {
    const url = new URL(req.url);
    // A path that starts with two slashes would be taken for a host in redirects.
    url.pathname = url.pathname.replace(/\/+/g, "/");
    if (this.config.trustProxy) {
      const proto = req.headers.get("x-forwarded-proto");
      const host = req.headers.get("x-forwarded-host");
      if (proto) url.protocol = `${proto}:`;
      if (host) url.host = host;
    }
    return url;
  }
}

/** The answer when nobody caught an error. */
function lastResort(error: unknown): Response {
  if (!(error instanceof HttpError) || error.status >= 500) console.error(error);
  if (!(error instanceof HttpError)) return new Response("Internal server error", { status: 500 });
  const { status, message } = error;
  return new Response(message || STATUS_CODES[status], { status });
}
