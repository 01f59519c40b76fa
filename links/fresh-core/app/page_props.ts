import { type AnyComponent, h, type RenderableProps, type VNode } from "preact";
import type { Context } from "./context.ts";

/** What pages, layouts and the app document get. */
export type PageProps<Data = unknown, T = unknown> =
  & Pick<
    Context<T>,
    | "config"
    | "url"
    | "req"
    | "params"
    | "info"
    | "state"
    | "isPartial"
    | "Component"
    | "error"
    | "route"
  >
  & {
    /** What the handler gave. */
    data: Data;
  };

/** A component that has to wait for something, and may answer with a response instead. */
export interface AsyncAnyComponent<P> {
  // deno-lint-ignore no-explicit-any
  (props: RenderableProps<P>, context?: any): Promise<VNode<any> | Response | null>;
  /** The name that tools show. */
  displayName?: string;
  /** Values of props that are left out. */
  defaultProps?: Partial<P> | undefined;
}

/** A page, a layout or an app document. */
export type RouteComponent<State> =
  | AsyncAnyComponent<PageProps<unknown, State>>
  | AnyComponent<PageProps<unknown, State>>;

/** Makes the element of a component, or the response that it answers with. */
export async function instantiate<State>(
  component: RouteComponent<State>,
  props: PageProps<unknown, State>,
): Promise<VNode | Response | null> {
  if (isAsync(component)) return await component(props);
  return h(component, props) as VNode;
}

/** The props that components get in the context of a request. */
export function pageProps<State>(
  ctx: Context<State>,
  data: unknown,
  Component: () => VNode | null,
): PageProps<unknown, State> {
  const { config, url, req, params, info, state, isPartial, error, route } = ctx;
  return { config, url, req, params, info, state, isPartial, error, route, data, Component };
}

function isAsync<State>(
  component: RouteComponent<State>,
): component is AsyncAnyComponent<PageProps<unknown, State>> {
  return component.constructor.name === "AsyncFunction";
}
