/** A place between two markers. */
export interface Range {
  /** The first marker. */
  start: Text;
  /** The last marker. */
  end: Text;
}

/** What the server marked. */
export interface Marked extends Range {
  /** What it is. */
  kind: "island" | "slot" | "key";
  /** What the server wrote about it. */
  fields: string[];
  /** What it is in. */
  parent: Marked | undefined;
}

/** What begins at a marker. */
const BEGINS = new WeakMap<Node, Marked>();
/** What ends at a marker. */
const ENDS = new WeakMap<Node, Marked>();

/** What begins at a node, if it is a marker. */
export function beginsAt(node: Node): Marked | undefined {
  return BEGINS.get(node);
}

/** Whether a node is a marker that ends something. */
export function isEnd(node: Node): boolean {
  return ENDS.has(node);
}

/** Finds what the server marked; the comments become empty texts, so that they do not show in developer tools. */
export function findMarked(root: Node): Marked[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT);
  const comments: Comment[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode as Comment);
  const found: Marked[] = [];
  let open: Marked | undefined;
  for (const comment of comments) {
    const match = /^(\/?)frsh:(island|slot|key)(?::(.*))?$/s.exec(comment.data);
    if (match === null) continue;
    const [, slash, kind, fields = ""] = match;
    const text = new Text("");
    comment.replaceWith(text);
    if (slash === "") {
      open = { kind, fields: fields.split(":"), start: text, end: text, parent: open } as Marked;
      BEGINS.set(text, open);
    } else if (open?.kind === kind) {
      open.end = text;
      ENDS.set(text, open);
      found.push(open);
      open = open.parent;
    }
  }
  return found;
}

/** A stand-in for an element whose children are the nodes of a range, for the renderer to work in. */
export function rangeAsElement({ start, end }: Range): HTMLElement {
  const parent = start.parentNode as Element;
  const root = {
    nodeType: Node.ELEMENT_NODE,
    parentNode: parent,
    ownerDocument: document,
    namespaceURI: parent.namespaceURI,
    nextSibling: null,
    get firstChild(): ChildNode | null {
      return start.nextSibling === end ? null : start.nextSibling;
    },
    get childNodes(): ChildNode[] {
      const nodes: ChildNode[] = [];
      for (let node = start.nextSibling; node && node !== end; node = node.nextSibling) {
        nodes.push(node);
      }
      return nodes;
    },
    insertBefore: (node: Node, next: Node | null) => parent.insertBefore(node, next ?? end),
    appendChild: (node: Node) => parent.insertBefore(node, end),
    removeChild: (node: Node) => parent.removeChild(node),
    contains: (node: Node | null): boolean => root.childNodes.some((it) => it.contains(node)),
  };
  return root as unknown as HTMLElement;
}
