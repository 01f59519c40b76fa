import {
  type ComponentChildren,
  type FunctionComponent,
  h,
  isValidElement,
  type VNode,
} from "preact";
import type { Island } from "../app/build_cache.ts";
import { isSignal } from "../shared/serialize.ts";
import { keyText, mark } from "./markers.ts";
import { type RenderState, renderState } from "./state.ts";

/** Elements that were dealt with, so that rendering them again goes its usual way. */
const DONE = new WeakSet<VNode>();

interface SlotProps {
  id: number;
  name: string;
  children?: ComponentChildren;
}

/** Shows content that an island was given by the server. */
export function Slot({ id, name, children }: SlotProps): VNode {
  const state = renderState();
  if (state) state.slots[id] = null;
  return mark(children, "slot", `${id}:${name}`);
}

/** Marks an island and keeps its props, or keeps the key of any other component. */
export function markComponent(state: RenderState, vnode: VNode): void {
  if (DONE.has(vnode) || typeof vnode.type !== "function" || state.isInsideIsland(vnode)) return;
  const type = vnode.type as FunctionComponent;
  const island = state.buildCache.islandRegistry.get(type);
  if (island) {
    state.islands.add(island);
    vnode.type = (props: Record<string, unknown>) => wrapIsland(state, island, vnode.key, props);
  } else if (vnode.key !== undefined && vnode.key !== null) {
    const key = keyText(vnode.key);
    vnode.type = (props: object) => mark(once(h(type, props)), "key", key);
  }
}

function wrapIsland(
  state: RenderState,
  island: Island,
  key: unknown,
  props: Record<string, unknown>,
): VNode {
  for (const [name, value] of Object.entries(props)) {
    if (name !== "children" && (!isValidElement(value) || isSignal(value))) continue;
    const id = state.slots.push({ id: state.slots.length, name, content: value }) - 1;
    props[name] = h(Slot, { id, name }, value as ComponentChildren);
  }
  const index = state.islandProps.push({ props }) - 1;
  const child = once(h(island.fn as FunctionComponent, props));
  return mark(child, "island", `${island.name}:${index}:${keyText(key)}`);
}

function once(vnode: VNode): VNode {
  DONE.add(vnode);
  return vnode;
}
