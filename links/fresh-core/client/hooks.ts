/**
 * Hooks into the rendering of components in browsers. Installed by importing the module.
 *
 * @module
 */

import { type FunctionComponent, h, options, type VNode } from "preact";
import { useContext, useEffect } from "preact/hooks";
import { lockImage } from "../shared/asset.ts";
import { BUILD_ID } from "../shared/build_id.ts";
import { HeadContext } from "../shared/head.ts";

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

/** Whether the element being made is to be left as it is. */
let passing = false;

const before = options.vnode;
options.vnode = (vnode) => {
  lockImage(vnode, BUILD_ID);
  if (!passing && typeof vnode.type === "string" && HEAD_ELEMENTS.has(vnode.type)) {
    const props = { tag: vnode.type, of: vnode.props, id: vnode.key };
    Object.assign(vnode, { type: HeadElement as FunctionComponent, props });
  }
  before?.(vnode);
};

interface HeadElementProps {
  tag: string;
  of: Record<string, unknown>;
  id: unknown;
}

/** An element that shows where it is, or in the head of the document when it is in a `Head`. */
function HeadElement({ tag, of, id }: HeadElementProps): VNode | null {
  const lifted = useContext(HeadContext);
  useEffect(() => {
    if (lifted) applyToHead(tag, of, id);
  }, [lifted, tag, of, id]);
  return lifted ? null : plain(tag, of);
}

/** An element that is left as it is. */
function plain(tag: string, props: Record<string, unknown>): VNode {
  passing = true;
  try {
    return h(tag, props) as VNode;
  } finally {
    passing = false;
  }
}

function applyToHead(tag: string, props: Record<string, unknown>, key: unknown): void {
  const text = [props.children].flat(Infinity).filter((it) => it ?? false).join("");
  if (tag === "title") {
    document.title = text;
    return;
  }
  const element = inHead(tag, props, key) ?? document.head.appendChild(document.createElement(tag));
  if (element.textContent !== text) element.textContent = text;
  for (const [name, value] of Object.entries(props)) {
    if (name === "children") continue;
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
}

/** The element in the head that has the same key, id, name or purpose. */
function inHead(tag: string, props: Record<string, unknown>, key: unknown): Element | undefined {
  const tests: ((it: Element) => boolean)[] = [];
  if (key) tests.push((it) => it.getAttribute("data-key") === String(key));
  if (props.id) tests.push((it) => it.id === props.id);
  if (tag === "meta") tests.push((it) => it.getAttribute("name") === props.name);
  if (tag === "link" && props.rel) tests.push((it) => it.getAttribute("rel") === props.rel);
  if (tag === "base") tests.push(() => true);
  const elements = [...document.head.getElementsByTagName(tag)];
  return tests.map((test) => elements.find(test)).find((it) => it !== undefined);
}
