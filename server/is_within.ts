import { isAbsolute, relative } from "@std/path";

/** Whether `path` is `root` or below it. */
export function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || (!way.startsWith("..") && !isAbsolute(way));
}
