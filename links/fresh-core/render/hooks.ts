/**
 * Hooks into the rendering of components, by which islands are marked, links know whether they lead to the page they
 * are on, and elements get into the head of the document. Installed by importing the module.
 *
 * @module
 */

import { Fragment, h, options, type VNode } from "preact";
import { lockImage } from "../shared/asset.ts";
import { BUILD_ID } from "../shared/build_id.ts";
import { liftHeadElement, RemainingHead } from "./head.ts";
import { markComponent } from "./islands.ts";
import { markActiveLink } from "./links.ts";
import { Scripts } from "./scripts.ts";
import { type RenderState, renderState } from "./state.ts";

/** The hooks that the types of Preact leave out, under the names its other packages use. */
interface InternalOptions {
  attr?(name: string, value: unknown): string | void;
  vnode?(vnode: VNode): void;
  __b?(vnode: VNode): void;
  __r?(vnode: VNode): void;
  diffed?(vnode: VNode): void;
}

/** The attribute that keeps the key of an element. */
const KEY_ATTRIBUTE = "data-frsh-key";

const hooks = options as unknown as InternalOptions;
const before = { ...hooks };

/** An element was made. */
hooks.vnode = (vnode) => {
  const state = renderState();
  lockImage(vnode, BUILD_ID);
  if (state) {
    state.owners.set(vnode, state.ownerStack.at(-1));
    if (vnode.type === "a") markActiveLink(vnode, state.url);
    if (vnode.type === "script" || vnode.type === "style") {
      const props = vnode.props as { nonce?: string };
      props.nonce ||= state.nonce;
    }
  }
  if (vnode.type === "body") appendChild(vnode, h(Scripts, {}));
  before.vnode?.(vnode);
};

/** An attribute is written. */
hooks.attr = (name, value) => {
  if (name === "key") {
    const text = String(value).replace(/["&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
    return `${KEY_ATTRIBUTE}="${text}"`;
  }
  return before.attr?.(name, value);
};

/** An element is about to be rendered. */
hooks.__b = (vnode) => {
  const state = renderState();
  if (state) {
    if (typeof vnode.type === "function" && vnode.type !== Fragment) markComponent(state, vnode);
    else if (typeof vnode.type === "string") visitElement(state, vnode);
  }
  before.__b?.(vnode);
};

/** A component is called. */
hooks.__r = (vnode) => {
  if (isComponent(vnode)) renderState()?.ownerStack.push(vnode);
  before.__r?.(vnode);
};

/** An element was rendered. */
hooks.diffed = (vnode) => {
  if (isComponent(vnode)) renderState()?.ownerStack.pop();
  before.diffed?.(vnode);
};

function visitElement(state: RenderState, vnode: VNode): void {
  const tag = vnode.type;
  if (tag === "html" || tag === "head" || tag === "body") state.seen.add(tag);
  if (tag === "head") appendChild(vnode, h(RemainingHead, {}));
  if (vnode.key !== undefined && vnode.key !== null && state.isInsideIsland(vnode)) {
    (vnode.props as Record<string, unknown>)[KEY_ATTRIBUTE] = String(vnode.key);
  }
  liftHeadElement(vnode);
}

function isComponent(vnode: VNode): boolean {
  return typeof vnode.type === "function" && vnode.type !== Fragment;
}

function appendChild(vnode: VNode, child: VNode): void {
  vnode.props.children = [vnode.props.children, child].flat();
}
