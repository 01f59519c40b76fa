import type { RouteHandler } from "./handlers.ts";
import type { RouteComponent } from "./page_props.ts";
import type { Method } from "./router.ts";

/** What a route may leave out of what surrounds it. */
export interface LayoutConfig {
  /**
   * Whether to leave out the layouts of the folders above.
   *
   * @default {false}
   */
  skipInheritedLayouts?: boolean;
  /**
   * Whether to leave out the document of `_app`.
   *
   * @default {false}
   */
  skipAppWrapper?: boolean;
}

/** What a route says about itself. */
export interface RouteConfig extends LayoutConfig {
  /** A URL pattern for the route, in the place of the one that its file name gives. */
  routeOverride?: string;
  /**
   * The methods of a route that is loaded when first asked for.
   *
   * @default {"ALL"}
   */
  methods?: "ALL" | Method[];
}

/** A page, its handler, or both. */
export interface Route<State> {
  /** The page. */
  component?: RouteComponent<State>;
  /** What it says about itself. */
  config?: RouteConfig;
  /** What answers requests. */
  handler?: RouteHandler<unknown, State>;
}

/** Something that is loaded when first needed. */
export type Lazy<T> = () => Promise<T>;

/** Something that may have to be loaded first. */
export type MaybeLazy<T> = T | Lazy<T>;

/** Whether something has to be loaded first. */
export function isLazy<T>(value: MaybeLazy<T>): value is Lazy<T> {
  return typeof value === "function";
}
