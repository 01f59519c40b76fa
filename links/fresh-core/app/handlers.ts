import type { Context } from "./context.ts";
import type { Method } from "./router.ts";

/** Data for a page, from its handler. */
export interface PageResponse<T> {
  /** The data. */
  data: T;
  /** Headers of the response. */
  headers?: HeadersInit;
  /** Status of the response. */
  status?: number;
}

/** Makes what a handler returns to have its page rendered with some data. */
export function page<T>(data: T, options?: {
  headers?: HeadersInit;
  status?: number;
}): PageResponse<T>;
/** Makes what a handler returns to have its page rendered without data. */
export function page(): PageResponse<undefined>;
export function page<T>(data?: T, options?: {
  headers?: HeadersInit;
  status?: number;
}): PageResponse<T> {
  return { data: data as T, headers: options?.headers, status: options?.status };
}

/** A function that answers requests, with a response or with data for the page. */
export interface HandlerFn<Data, State> {
  (
    ctx: Context<State>,
  ): Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;
}

/** A function for each method. */
export type HandlerByMethod<Data, State> = {
  [M in Method]?: HandlerFn<Data, State>;
};

/** What answers the requests of a route: one function, or one for each method. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** The data that a handler gives its page. */
export type RouteData<Handler extends RouteHandler<unknown, unknown>> = Handler extends
  RouteHandler<infer Data, unknown> ? Data : never;

/** Whether a handler has a function for each method. */
export function isHandlerByMethod<D, S>(
  handler: RouteHandler<D, S> | RouteHandler<D, S>[] | null,
): handler is HandlerByMethod<D, S> {
  return typeof handler === "object" && handler !== null && !Array.isArray(handler);
}
