import { type Operation, operations } from "./operations.ts";

/** An operation found for a request, with the labels of its path, decoded. */
export interface Match {
  readonly operation: Operation;
  readonly labels: Readonly<Record<string, string>>;
}

interface Node {
  readonly literals: Map<string, Node>;
  label?: { readonly node: Node };
  readonly methods: Map<string, Operation>;
}

const root = buildTree();

/**
 * Finds the operation of a request.
 *
 * The path is split before it is decoded, so that a label may hold an encoded slash (an ARN).
 *
 * @param method The request's method.
 * @param rawPath The request's path, still percent-encoded.
 * @returns The operation with its labels, or undefined if there is none.
 */
export function route(method: string, rawPath: string): Match | undefined {
  const segments = rawPath.slice(1).split("/");
  const end = descend(root, segments, 0);
  const operation = end?.methods.get(method);
  if (operation === undefined) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, segment] of operation.segments.entries()) {
    if (!segment.startsWith("{")) continue;
    const value = decode(segments[index]!);
    if (value === undefined || value === "") return undefined;
    labels[segment.slice(1, -1)] = value;
  }
  return { operation, labels };
}

function descend(node: Node, segments: string[], index: number): Node | undefined {
  if (index === segments.length) return node;
  const literal = node.literals.get(segments[index]!);
  const found = literal && descend(literal, segments, index + 1);
  if (found !== undefined) return found;
  return node.label && descend(node.label.node, segments, index + 1);
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function newNode(): Node {
  return { literals: new Map(), methods: new Map() };
}

function buildTree(): Node {
  const tree = newNode();
  for (const operation of operations.values()) {
    let node = tree;
    for (const segment of operation.segments) {
      if (segment.startsWith("{")) {
        node.label ??= { node: newNode() };
        node = node.label.node;
      } else {
        let next = node.literals.get(segment);
        if (next === undefined) node.literals.set(segment, next = newNode());
        node = next;
      }
    }
    node.methods.set(operation.method, operation);
  }
  return tree;
}
