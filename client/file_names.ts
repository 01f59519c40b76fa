/** The last part of a path of this computer, whichever slashes it has. */
export function nameOfPath(path: string): string {
  return path.split(/[\\/]/).filter((part) => part !== "").at(-1) ?? path;
}

/** The folder above; the path itself at the top. */
export function folderOfPath(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return end > 0 ? path.slice(0, end) : path.slice(0, end + 1);
}

/** A name in a folder, with the slash that the folder has. */
export function joinPath(folder: string, name: string): string {
  const slash = folder.includes("\\") ? "\\" : "/";
  return folder.endsWith(slash) ? folder + name : folder + slash + name;
}

/** Whether a name fits one of the patterns of a file dialog: `*`, `*.*`, `*.ext`. */
export function fitsPatterns(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern === "*" || pattern === "*.*" ||
    pattern.startsWith("*.") && name.toLowerCase().endsWith(pattern.slice(1).toLowerCase()) ||
    pattern === name
  );
}
