import { HttpError } from "../shared/http_error.ts";
import { isHandlerByMethod, type PageResponse } from "./handlers.ts";
import { chain, type MaybeLazyMiddleware, type Middleware } from "./middleware.ts";
import type { RouteComponent } from "./page_props.ts";
import { mergePath } from "./pattern.ts";
import { type Method, METHODS, type Router } from "./router.ts";
import { renderRoute, type Segment } from "./segments.ts";
import {
  isLazy,
  type LayoutConfig,
  type MaybeLazy,
  type Route,
  type RouteConfig,
} from "./types.ts";

/** One thing that an app was told, kept until its routes are put together. */
export type Command<State> =
  | { type: "app"; component: RouteComponent<State> }
  | { type: "notFound"; fn: Middleware<State> }
  | Placed & { type: "error"; route: Route<State> }
  | Placed & { type: "layout"; component: RouteComponent<State>; config: LayoutConfig }
  | Placed & { type: "middleware"; fns: MaybeLazyMiddleware<State>[] }
  | Placed & { type: "route"; route: MaybeLazy<Route<State>>; config: RouteConfig | undefined }
  | Placed & { type: "handler"; method: Method | "ALL"; fns: MaybeLazy<Middleware<State>>[] }
  | Placed & { type: "fsRoutes"; getItems: () => Command<State>[] };

interface Placed {
  /** Where it applies. */
  pattern: string;
  /** Whether the last segment of the pattern counts as a folder. */
  includeLastSegment: boolean;
}

/** The answer to a path that leads nowhere. */
export function notFound(): Promise<Response> {
  return Promise.reject(new HttpError(404));
}

/** A command for a page that answers when nothing was found. */
export function notFoundCommand<State>(
  routeOrMiddleware: Route<State> | Middleware<State>,
): Command<State> {
  const route = toRoute(routeOrMiddleware);
  return { type: "notFound", fn: (ctx) => renderRoute(ctx, route) };
}

/** A route that has a handler for sure. */
export function toRoute<State>(routeOrMiddleware: Route<State> | Middleware<State>): Route<State> {
  const route = typeof routeOrMiddleware === "function"
    ? { handler: routeOrMiddleware }
    : routeOrMiddleware;
  const { component, handler } = route;
  if (handler === undefined) return { ...route, handler: component ? renderPage : notFound };
  if (component && isHandlerByMethod(handler) && !handler.GET) {
    return { ...route, handler: { ...handler, GET: renderPage } };
  }
  return route;
}

function renderPage(): Promise<PageResponse<unknown>> {
  return Promise.resolve({ data: {} });
}

/** Puts the routes together, in the order in which the app was told of them. */
export function applyCommands<State>(
  root: Segment<State>,
  router: Router<Middleware<State>>,
  commands: Command<State>[],
  basePath: string,
): void {
  for (const command of commands) {
    switch (command.type) {
      case "app":
        root.app = command.component;
        break;
      case "notFound":
        root.notFound = command.fn;
        break;
      case "error":
        folderOf(command).errorRoute = command.route;
        break;
      case "layout":
        folderOf(command).layout = command;
        break;
      case "middleware":
        folderOf(command).middlewares.push(...command.fns);
        break;
      case "handler": {
        const { method, fns, pattern } = command;
        // A handler that is loaded later looks like any other function, and is told by what it returns.
        const steps = [
          ...folderOf(command).toMiddlewares(),
          ...fns as MaybeLazyMiddleware<State>[],
        ];
        add(method === "ALL" ? METHODS : [method], pattern, chain(steps));
        break;
      }
      case "route": {
        const { route, config, pattern } = command;
        const steps = folderOf(command).toMiddlewares();
        if (isLazy(route)) {
          let loaded: Route<State> | undefined;
          steps.push(async (ctx) => renderRoute(ctx, loaded ??= toRoute(await route())));
          const { methods = "ALL", routeOverride = pattern } = config ?? {};
          add(methods === "ALL" ? METHODS : methods, routeOverride, chain(steps));
        } else {
          const ready = toRoute(route);
          steps.push((ctx) => renderRoute(ctx, ready));
          const methods = isHandlerByMethod(ready.handler ?? null)
            ? Object.keys(ready.handler as object) as Method[]
            : METHODS;
          add(methods, ready.config?.routeOverride ?? pattern, chain(steps));
        }
        break;
      }
      case "fsRoutes":
        applyCommands(root, router, command.getItems(), mergePath(basePath, command.pattern, true));
        break;
    }
  }

  function folderOf(command: Placed): Segment<State> {
    return root.at(command.pattern, command.includeLastSegment);
  }

  function add(methods: readonly Method[], pattern: string, fn: Middleware<State>): void {
    const path = mergePath(basePath, pattern, false) || "*";
    for (const method of methods) router.add(method, path, fn);
  }
}
