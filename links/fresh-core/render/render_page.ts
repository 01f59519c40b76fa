import "./hooks.ts";
import { Fragment, h, isValidElement, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import type { Context } from "../app/context.ts";
import { type Internals, internalsOf } from "../app/internals.ts";
import { instantiate, pageProps } from "../app/page_props.ts";
import type { LayoutConfig } from "../app/types.ts";
import { NONCE } from "../middlewares/csp.ts";
import { Scripts } from "./scripts.ts";
import { RenderState, withRenderState } from "./state.ts";

/** Renders a page with its layouts and the document around it. */
export async function renderPage<State>(
  ctx: Context<State>,
  page: VNode | null,
  init: ResponseInit,
  config: LayoutConfig,
): Promise<Response> {
  if (page !== null && !isValidElement(page)) {
    throw new Error(`Non-JSX element passed to: ctx.render()`);
  }
  const internals = internalsOf(ctx);
  const content = await inLayouts(ctx, page, config.skipInheritedLayouts ? [] : internals.layouts);
  if (content instanceof Response) return content;

  const app = config.skipAppWrapper ? null : internals.app;
  // The document shows what was rendered before it, so that the page can add to its head.
  let shown: VNode | null = content;
  const Component = () => shown;
  ctx.Component = Component;
  const shell = app && await instantiate(app, pageProps(ctx, null, Component));
  if (shell instanceof Response) return shell;

  const state = new RenderState(ctx.url, ctx.config, internals.buildCache);
  const html = withRenderState(state, () => {
    let html = renderToString(content ?? h(Fragment, null));
    if (shell) {
      shown = jsxTemplate([html]);
      html = renderToString(shell);
    }
    return completeDocument(state, html);
  });

  const headers = new Headers(init.headers);
  headers.set("Content-Type", "text/html; charset=utf-8");
  if (state.needsClient) headers.append("Link", preloads(state));
  const { status = 200, statusText } = init;
  const response = new Response(`<!DOCTYPE html>${html}`, { status, statusText, headers });
  return Object.assign(response, { [NONCE]: state.nonce });
}

async function inLayouts<State>(
  ctx: Context<State>,
  page: VNode | null,
  layouts: Internals<State>["layouts"],
): Promise<VNode | Response | null> {
  let content: VNode | null = page;
  for (const layout of layouts.toReversed()) {
    const child = content;
    const Component = () => child;
    ctx.Component = Component;
    const result = await instantiate(layout, pageProps(ctx, null, Component));
    if (result instanceof Response) return result;
    content = result;
  }
  return content;
}

/** Adds what a document needs and the page left out. */
function completeDocument({ seen }: RenderState, html: string): string {
  if (seen.has("html") && seen.has("head") && seen.has("body")) return html;
  let document: VNode = jsxTemplate([html]);
  if (!seen.has("body")) document = h("body", null, document, h(Scripts, {}));
  if (!seen.has("head")) {
    document = h(Fragment, null, h("head", null, h("meta", { charset: "utf-8" })), document);
  }
  if (!seen.has("html")) document = h("html", null, document);
  return renderToString(document);
}

/** Lets the browser fetch scripts while it reads the page. */
function preloads({ islands, buildCache, config }: RenderState): string {
  return [buildCache.clientEntry, ...[...islands].map((it) => it.file)]
    .map((path) => encodeURI(config.basePath + path.replace(/^\./, "")))
    .map((url) => `<${url}>; rel="modulepreload"; as="script"`)
    .join(", ");
}
