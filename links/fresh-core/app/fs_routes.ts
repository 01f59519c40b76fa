import type { Command } from "./commands.ts";
import { notFoundCommand, toRoute } from "./commands.ts";
import { type HandlerFn, isHandlerByMethod, type RouteHandler } from "./handlers.ts";
import type { Middleware } from "./middleware.ts";
import type { RouteComponent } from "./page_props.ts";
import { isLazy, type MaybeLazy, type Route, type RouteConfig } from "./types.ts";

/** What a route file is for. */
export type FsRouteType = "app" | "error" | "layout" | "middleware" | "notFound" | "route";

/** What a route file exports. */
export interface FsRouteModule<State> {
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State> | HandlerFn<unknown, State>[];
  handlers?: RouteHandler<unknown, State>;
  default?: RouteComponent<State>;
}

/** A route file. */
export interface FsRouteFile<State> {
  /** Its path in the folder of routes, without extension. */
  id: string;
  /** Where it is. */
  filePath: string;
  /** What it exports. */
  mod: MaybeLazy<FsRouteModule<State>>;
  /** What it is for. */
  type: FsRouteType;
  /** Its pattern, with the groups that folders make. */
  pattern: string;
  /** Its pattern in URLs. */
  routePattern: string;
}

/** What an app is told by its route files. */
export function routeCommands<State>(files: FsRouteFile<State>[]): Command<State>[] {
  return files.flatMap((file) => {
    const { mod, pattern, routePattern } = file;
    if (isLazy(mod)) {
      const route = async () => routeOf(file, await mod());
      const config = { methods: "ALL" as const, routeOverride: routePattern };
      return { type: "route", pattern, route, config, includeLastSegment: false };
    }
    return commandOf(file, mod) ?? [];
  });
}

function commandOf<State>(
  file: FsRouteFile<State>,
  mod: FsRouteModule<State>,
): Command<State> | undefined {
  const { type, pattern } = file;
  const { handler, component, config } = exportsOf(file, mod);
  switch (type) {
    case "app":
      return component && { type, component };
    case "layout":
      if (handler) warn("Layout does not support handlers");
      return component &&
        { type, pattern, component, config: config ?? {}, includeLastSegment: true };
    case "error":
      return {
        type,
        pattern,
        route: toRoute({ component, config, handler: one(handler) }),
        includeLastSegment: true,
      };
    case "notFound":
      return notFoundCommand({ component, config, handler: one(handler) });
    case "middleware": {
      const fns = handler ?? component as unknown as Middleware<State> | undefined;
      if (fns === undefined) return undefined;
      if (typeof fns === "object" && isHandlerByMethod(fns)) {
        warn(
          `Middleware does not support object handlers with GET, POST, etc. in ${file.filePath}`,
        );
        return undefined;
      }
      return { type, pattern, fns: [fns].flat() as Middleware<State>[], includeLastSegment: true };
    }
    case "route": {
      const route = routeOf(file, mod);
      return { type, pattern, route, config: route.config, includeLastSegment: false };
    }
  }
}

function routeOf<State>(file: FsRouteFile<State>, mod: FsRouteModule<State>): Route<State> {
  const { handler, component, config } = exportsOf(file, mod);
  const routeOverride = config?.routeOverride ?? file.routePattern;
  return { component, handler: one(handler), config: { ...config, routeOverride } };
}

function exportsOf<State>(file: FsRouteFile<State>, mod: FsRouteModule<State>): {
  handler: RouteHandler<unknown, State> | HandlerFn<unknown, State>[] | undefined;
  component: RouteComponent<State> | undefined;
  config: RouteConfig | undefined;
} {
  const handler = mod.handlers ?? mod.handler;
  const component = mod.default;
  const has = typeof component === "function" || handler !== undefined ||
    mod.config !== undefined ||
    (file.type === "middleware" && Array.isArray(component));
  if (!has) throw new Error(`Could not find relevant exports in: ${file.filePath}`);
  if (typeof handler === "function" && handler.length > 1) {
    throw new Error(
      `Handlers must only have one argument but found more than one. ` +
        `Check the function signature in: ${file.filePath}`,
    );
  }
  return { handler, component, config: mod.config };
}

/** Only middlewares come in lists. */
function one<State>(
  handler: RouteHandler<unknown, State> | HandlerFn<unknown, State>[] | undefined,
): RouteHandler<unknown, State> | undefined {
  return handler as RouteHandler<unknown, State> | undefined;
}

function warn(message: string): void {
  console.warn(`Unsupported route config: ${message}`);
}
