import type { FunctionComponent, VNode } from "preact";
import { renderPage } from "../render/render_page.ts";
import type { ResolvedFreshConfig } from "./config.ts";
import type { LayoutConfig } from "./types.ts";

/** The query parameter of a request for a part of a page. */
const PARTIAL_PARAM = "fresh-partial";

/** The same as {@linkcode Context}. */
export type FreshContext<State = unknown> = Context<State>;

/** A request on its way through middlewares and handlers. */
export class Context<State> {
  /** How the app is set up. */
  readonly config: ResolvedFreshConfig;
  /** The URL of the request. */
  readonly url: URL;
  /** The request. */
  req: Request;
  /** The pattern that the path fits. */
  readonly route: string | null;
  /** The values of the parameters in the path. */
  readonly params: Record<string, string>;
  /** What middlewares leave for those after them. */
  readonly state: State = {} as State;
  /** What a handler gave its page. */
  data: unknown = undefined;
  /** What was thrown, or null. */
  error: unknown | null = null;
  /** Who asks, and when the answer is delivered. */
  readonly info: Deno.ServeHandlerInfo;
  /** Whether a part of a page is asked for. */
  readonly isPartial: boolean;
  /** Has what comes next answer. */
  next: () => Promise<Response>;
  /** What a layout or an app document surrounds. */
  Component!: FunctionComponent;

  /** Made by the app, for each request. */
  constructor(
    req: Request,
    url: URL,
    info: Deno.ServeHandlerInfo,
    route: string | null,
    params: Record<string, string>,
    config: ResolvedFreshConfig,
    next: () => Promise<Response>,
  ) {
    this.req = req;
    this.url = url;
    this.info = info;
    this.route = route;
    this.params = params;
    this.config = config;
    this.next = next;
    this.isPartial = url.searchParams.has(PARTIAL_PARAM);
  }

  /** A response that leads to another path or URL; a path can never lead to another host. */
  redirect(pathOrUrl: string, status = 302): Response {
    const [, path, rest] = /^([^?#]*)(.*)$/s.exec(pathOrUrl) as RegExpExecArray;
    const location = path.startsWith("/") ? path.replace(/\/+/g, "/") + rest : pathOrUrl;
    return new Response(null, { status, headers: { location } });
  }

  /** A page: an element with the layouts and the document around it. */
  async render(
    // deno-lint-ignore no-explicit-any
    vnode: VNode<any> | null,
    init: ResponseInit | undefined = {},
    config: LayoutConfig = {},
  ): Promise<Response> {
    if (arguments.length === 0) throw new Error(`No arguments passed to: ctx.render()`);
    return await renderPage(this, vnode, init, config);
  }

  /** A response of plain text. */
  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }

  /** A response of HTML. */
  html(content: string, init?: ResponseInit): Response {
    const headers = new Headers(init?.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    return new Response(content, { ...init, headers });
  }

  /** A response of JSON. */
  // deno-lint-ignore no-explicit-any
  json(content: any, init?: ResponseInit): Response {
    return Response.json(content, init);
  }

  /** A response that is sent as an iterable yields it. */
  stream<U extends string | Uint8Array>(
    stream: Iterable<U> | AsyncIterable<U> | (() => Iterable<U> | AsyncIterable<U>),
    init?: ResponseInit,
  ): Response {
    const source = typeof stream === "function" ? stream() : stream;
    const encoder = new TextEncoder();
    const encode = new TransformStream<U, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        controller.enqueue(
          typeof chunk === "string"
            ? encoder.encode(chunk)
            : chunk as Uint8Array as Uint8Array<ArrayBuffer>,
        );
      },
    });
    return new Response(ReadableStream.from(source).pipeThrough(encode), init);
  }
}
