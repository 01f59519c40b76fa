import { type ComponentChildren, type ComponentType, Fragment, h, type VNode } from "preact";
import { SlotRef } from "./deserialize.ts";
import { beginsAt, isEnd, type Range } from "./markers.ts";

/** What is known of the page. */
export interface Page {
  /** The components of islands, by name. */
  islands: Map<string, ComponentType>;
  /** The props of islands, by number. */
  props: { props: Record<string, unknown> }[];
  /** Where the content that islands show is, by number. */
  slots: Map<number, Range>;
}

/** Props whose content is elements again, as the server rendered it. */
export function resolveSlots(
  page: Page,
  props: Record<string, unknown>,
): Record<string, unknown> {
  for (const [name, value] of Object.entries(props)) {
    if (value instanceof SlotRef) props[name] = contentOf(page, value);
  }
  return props;
}

function contentOf(page: Page, { id, name }: SlotRef): VNode {
  const range = page.slots.get(id);
  const template = document.getElementById(`frsh-${id}-${name}`) as HTMLTemplateElement | null;
  const first = range ? range.start.nextSibling : template?.content.firstChild ?? null;
  return h(Fragment, null, ...readNodes(page, { next: first }));
}

/** Where reading has come to. */
interface Cursor {
  next: Node | null;
}

/** Turns nodes back into the elements they came from, up to the marker that ends what was begun. */
function readNodes(page: Page, cursor: Cursor): ComponentChildren[] {
  const children: ComponentChildren[] = [];
  while (cursor.next !== null) {
    const node = cursor.next;
    cursor.next = node.nextSibling;
    const marked = beginsAt(node);
    if (isEnd(node)) break;
    if (marked?.kind === "island") {
      children.push(islandOf(page, marked.fields));
      cursor.next = marked.end.nextSibling;
    } else if (marked?.kind === "key") {
      children.push(h(Fragment, { key: marked.fields[0] }, ...readNodes(page, cursor)));
    } else if (node instanceof Element) {
      children.push(elementOf(page, node));
    } else if (node instanceof Text && !marked) {
      children.push(node.data);
    }
  }
  return children;
}

function islandOf(page: Page, [name, index, key]: string[]): VNode {
  const component = page.islands.get(name);
  if (component === undefined) throw new Error(`Encountered unknown island: ${name}`);
  const props = resolveSlots(page, page.props[Number(index)].props);
  return h(component, { ...props, key: key || undefined });
}

function elementOf(page: Page, element: Element): VNode {
  const props: Record<string, unknown> = {};
  for (const { name, value } of element.attributes) {
    const isFlag = typeof Reflect.get(element, name) === "boolean" && value !== "false";
    if (name === "data-frsh-key") props.key = value;
    else props[name] = isFlag ? true : value;
  }
  return h(element.localName, props, ...readNodes(page, { next: element.firstChild })) as VNode;
}
