import type { JobFileGroup } from "@/server/contract.ts";

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

/** Puts the files of a job into a tree, a root each for the folders of the submitting machine. */
export function buildTree(groups: readonly JobFileGroup[]): FileNode[] {
  const roots = new Map<string, { root: FileNode; folders: Map<string, FileNode> }>();
  let count = 0;
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
      const slash = path.lastIndexOf("/");
      const parent = folderAt(slash < 0 ? "" : path.slice(0, slash));
      const name = path.slice(slash + 1);
      parent.children.push(make(name, path, parent.depth + 1, "file", size, modified, hash));
    }
  }
  const trees = [...roots.values()].map(({ root }) => root);
  trees.forEach(sumUp);
  return trees;
}

/** The nodes to show: what is open, or, while somebody searches, what matches and what leads there. */
export function visibleNodes(
  trees: readonly FileNode[],
  closed: ReadonlySet<string>,
  search: string,
): FileNode[] {
  const shown: FileNode[] = [];
  const words = search.toLowerCase();
  const visit = (node: FileNode): boolean => {
    const at = shown.length;
    shown.push(node);
    if (words === "") {
      if (!closed.has(node.id)) node.children.forEach(visit);
      return true;
    }
    let found = node.kind !== "root" && node.name.toLowerCase().includes(words);
    for (const child of node.children) found = visit(child) || found;
    if (!found) shown.length = at;
    return found;
  };
  trees.forEach(visit);
  return shown;
}

/** The pictures among the files, in their order. */
export function picturesOf(trees: readonly FileNode[]): FileNode[] {
  const found: FileNode[] = [];
  const visit = (node: FileNode) => {
    if (isPicture(node)) found.push(node);
    node.children.forEach(visit);
  };
  trees.forEach(visit);
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
  if (node.kind === "file") return;
  node.children.forEach(sumUp);
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
