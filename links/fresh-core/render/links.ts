import type { VNode } from "preact";

/** Says of a link whether it leads to the page it is on, or to one above it. */
export function markActiveLink(vnode: VNode, url: URL): void {
  const props = vnode.props as Record<string, unknown>;
  const { href } = props;
  if (typeof href !== "string" || !href.startsWith("/") || props["aria-current"] !== undefined) {
    return;
  }
  const target = new URL(href, "http://localhost");
  const here = withoutSlash(url.pathname);
  const there = withoutSlash(target.pathname);
  if (here === there && (target.search === "" || target.search === url.search)) {
    props["data-current"] = "true";
    props["aria-current"] = "page";
  } else if (here === there || there === "/" || here.startsWith(`${there}/`)) {
    props["data-ancestor"] = "true";
    props["aria-current"] = "true";
  }
}

function withoutSlash(pathname: string): string {
  return pathname === "/" ? pathname : pathname.replace(/\/$/, "");
}
