import { type ComponentType, Fragment, h, type VNode } from "preact";
import { useContext } from "preact/hooks";
import { HeadContext } from "../shared/head.ts";
import { renderState } from "./state.ts";

/** Elements that may belong in the head of the document. */
const HEAD_ELEMENTS = new Set([
  "title",
  "meta",
  "link",
  "script",
  "style",
  "base",
  "noscript",
  "template",
]);

/** Elements that were dealt with, so that rendering them again goes its usual way. */
const DONE = new WeakSet<VNode>();

/** Lets an element move into the head of the document, or be replaced by one that did. */
export function liftHeadElement(vnode: VNode): void {
  const tag = vnode.type as string;
  if (!HEAD_ELEMENTS.has(tag) || DONE.has(vnode)) return;
  const { key } = vnode;
  const name = String(key ?? nameOf(tag, vnode.props));
  vnode.type = function HeadElement(props: Record<string, unknown>): VNode | null {
    const lifted = useContext(HeadContext);
    const element = h(tag, key ? { ...props, "data-key": key } : props);
    DONE.add(element);
    const head = renderState()?.head;
    if (head === undefined) return element;
    if (lifted) {
      head.set(name, element);
      return null;
    }
    const replacement = head.get(name);
    head.delete(name);
    return replacement ?? element;
  } as ComponentType as VNode["type"];
}

/** What tells an element from others of its kind: all but what it may change. */
function nameOf(tag: string, props: object): string {
  if (tag === "title") return tag;
  const changing = tag === "meta" ? "content" : tag === "link" ? "href" : undefined;
  const parts = Object.entries(props)
    .filter(([key]) => !["children", "nonce", "ref", changing].includes(key))
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([key, value]) => key === "dangerouslySetInnerHTML" ? String(value.__html) : `::${value}`);
  return tag + parts.join("");
}

/** The elements for the head of the document that replaced none. */
export function RemainingHead(): VNode | null {
  const state = renderState();
  if (state === null) return null;
  const sheets = new Set([...state.islands].flatMap((island) => island.css));
  const links = [...sheets].map((href) => h("link", { rel: "stylesheet", href }));
  return h(Fragment, null, ...state.head.values(), ...links);
}
