import type { JobFileGroup } from "@/server/contract.ts";
import type { Steps } from "./sliced.ts";

/** A file or folder of a job, in the order of a tree. */
export interface FileNode {
  /** Names its row on the page. */
  id: string;
  name: string;
  /** The path from the root of its group on; empty for the root itself. */
  path: string;
  depth: number;
  kind: "root" | "folder" | "file";
  /** Of a folder, that of all files below it. */
  size: number;
  /** How many files there are below it, itself included. */
  files: number;
  modified: number;
  /** The bytes of a file. */
  hash?: string | undefined;
  children: FileNode[];
}

/** Files have none; all share this. */
const NO_CHILDREN: FileNode[] = [];

/** Nodes that are dealt with in one step: well below a millisecond each. */
const STEP = 1_000;

/** How many files there are, and how many bytes they have. */
export function sumOf(groups: readonly JobFileGroup[]): { count: number; size: number } {
  let count = 0;
  let size = 0;
  for (const { files } of groups) {
    count += files.length;
    for (const [, bytes] of files) size += bytes;
  }
  return { count, size };
}

/** Puts the files of a job into a tree, a root each for the folders of the submitting machine. */
export function* treeSteps(groups: readonly JobFileGroup[]): Steps<FileNode[]> {
  const roots = new Map<string, { root: FileNode; folders: Map<string, FileNode> }>();
  let count = 0;
  let read = 0;
  // One literal for all nodes: there may be hundreds of thousands.
  const make = (
    name: string,
    path: string,
    depth: number,
    kind: FileNode["kind"],
    size = 0,
    modified = 0,
    hash?: string,
  ): FileNode => ({
    id: `node-${count++}`,
    name,
    path,
    depth,
    kind,
    size,
    files: hash === undefined ? 0 : 1,
    modified,
    hash,
    children: hash === undefined ? [] : NO_CHILDREN,
  });
  for (const { rootPath, files } of groups) {
    let entry = roots.get(rootPath);
    if (!entry) {
      const root = make(rootPath, "", 0, "root");
      roots.set(rootPath, entry = { root, folders: new Map([["", root]]) });
    }
    const { folders } = entry;
    const folderAt = (path: string): FileNode => {
      const known = folders.get(path);
      if (known) return known;
      const slash = path.lastIndexOf("/");
      const parent = folderAt(slash < 0 ? "" : path.slice(0, slash));
      const folder = make(path.slice(slash + 1), path, parent.depth + 1, "folder");
      parent.children.push(folder);
      folders.set(path, folder);
      return folder;
    };
    for (const [path, size, modified, hash] of files) {
      if (++read % STEP === 0) yield;
      const slash = path.lastIndexOf("/");
      const parent = folderAt(slash < 0 ? "" : path.slice(0, slash));
      const name = path.slice(slash + 1);
      parent.children.push(make(name, path, parent.depth + 1, "file", size, modified, hash));
    }
  }
  // Folders are made after those that they are in, so from the last to the first each is whole.
  for (const { folders } of roots.values()) {
    let summed = 0;
    for (const folder of [...folders.values()].reverse()) {
      summed += folder.children.length;
      if (summed >= STEP) {
        summed = 0;
        yield;
      }
      sumUp(folder);
    }
  }
  return [...roots.values()].map(({ root }) => root);
}

/** What is shown: nodes, and their ids in the same order. */
export interface ShownNodes {
  nodes: FileNode[];
  ids: string[];
}

/** The nodes to show: what is open, or, while somebody searches, what matches and what leads there. */
export function* visibleSteps(
  trees: readonly FileNode[],
  closed: ReadonlySet<string>,
  search: string,
): Steps<ShownNodes> {
  const words = search.toLowerCase();
  const nodes: FileNode[] = [];
  /** The folders on the way to where the walk is. */
  const way: { node: FileNode; at: number; next: number; found: boolean }[] = [];
  let walked = 0;
  const fits = ({ kind, name }: FileNode) => kind !== "root" && name.toLowerCase().includes(words);
  const enter = (node: FileNode) => {
    const next = words === "" && closed.has(node.id) ? node.children.length : 0;
    way.push({ node, at: nodes.length, next, found: words === "" || fits(node) });
    nodes.push(node);
  };
  for (const tree of trees) {
    enter(tree);
    while (way.length > 0) {
      if (++walked % STEP === 0) yield;
      const here = way.at(-1)!;
      const child = here.node.children[here.next++];
      if (child === undefined) {
        way.pop();
        if (!here.found) nodes.length = here.at;
        else if (way.length > 0) way.at(-1)!.found = true;
      } else if (child.kind !== "file") enter(child);
      else if (words === "" || fits(child)) {
        nodes.push(child);
        here.found = true;
      }
    }
  }
  return { nodes, ids: nodes.map(({ id }) => id) };
}

/** The pictures among the files, in their order. */
export function* pictureSteps(trees: readonly FileNode[]): Steps<FileNode[]> {
  const found: FileNode[] = [];
  const way = [{ nodes: trees, next: 0 }];
  let walked = 0;
  while (way.length > 0) {
    if (++walked % STEP === 0) yield;
    const here = way.at(-1)!;
    const node = here.nodes[here.next++];
    if (node === undefined) way.pop();
    else if (node.kind !== "file") way.push({ nodes: node.children, next: 0 });
    else if (isPicture(node)) found.push(node);
  }
  return found;
}

/** Kinds of pictures that browsers draw. */
const PICTURES = /\.(avif|bmp|gif|jpe?g|png|webp)$/i;
/** A picture of more bytes than this is not drawn small: a page of them would be too much. */
export const LARGEST_THUMBNAIL = 16 * 2 ** 20;

/** Whether a file is a picture that a browser draws. */
export function isPicture({ kind, name }: FileNode): boolean {
  return kind === "file" && PICTURES.test(name);
}

/** Folders before files; each as its manifest has them, which is by name. */
function sumUp(node: FileNode): void {
  const files = node.children.filter(({ kind }) => kind === "file");
  if (files.length < node.children.length) {
    node.children = [...node.children.filter(({ kind }) => kind !== "file"), ...files];
  }
  for (const { size, files, modified } of node.children) {
    node.size += size;
    node.files += files;
    node.modified = Math.max(node.modified, modified);
  }
}
