import type { BuildCache } from "./build_cache.ts";
import type { Context } from "./context.ts";
import type { RouteComponent } from "./page_props.ts";

/** What surrounds the page of a request, and what it is built from. */
export interface Internals<State> {
  /** The document. */
  app: RouteComponent<State> | null;
  /** The layouts, outermost first. */
  layouts: RouteComponent<State>[];
  /** The islands and files of the build. */
  buildCache: BuildCache<State>;
}

// The state differs from context to context.
// deno-lint-ignore no-explicit-any
const INTERNALS = new WeakMap<Context<any>, Internals<any>>();

/** What only the framework knows of a request. */
export function internalsOf<State>(ctx: Context<State>): Internals<State> {
  return INTERNALS.get(ctx) as Internals<State>;
}

/** Sets what only the framework knows of a request. */
export function setInternals<State>(ctx: Context<State>, internals: Internals<State>): void {
  INTERNALS.set(ctx, internals);
}
