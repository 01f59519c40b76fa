import { isHostName } from "../files/host_files.ts";
import { pathBytes } from "../files/path_bytes.ts";

/** What is wrong with a place that a file is to be put in. */
export type PlaceProblem =
  | "absolute"
  | "outside"
  | "link"
  | "name"
  | "no file"
  | "collision"
  | "folder"
  | "below a file"
  | "foreign";

/** Names that Windows keeps for devices, whatever extension they have. */
const DEVICES = /^(con|prn|aux|nul|(com|lpt)[0-9¹²³])[ ]*(\.|:|$)/i;
const NOT_ON_WINDOWS = /\p{Cc}|[<>:"|?*]|[. ]$/u;
/** Bytes that a name may have; on Windows, UTF-16 units. */
const LONGEST_NAME = 255;

/** Whether paths are written as on Windows. */
export type PathFormat = "posix" | "windows";

/**
 * The names that lead from a root to a file of a manifest, each checked for this system. What comes
 * out stays below the root, links aside.
 */
export function pathParts(
  path: string,
  format: PathFormat,
): { parts: string[]; problem?: undefined } | { problem: PlaceProblem } {
  const isWindows = format === "windows";
  if (path.startsWith("/") || (isWindows && /^\\|^[A-Za-z]:/.test(path))) {
    return { problem: "absolute" };
  }
  const parts: string[] = [];
  for (const part of path.split(isWindows ? /[\\/]/ : "/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") {
      if (parts.pop() === undefined) return { problem: "outside" };
    } else {
      if (!isName(part, isWindows)) return { problem: "name" };
      parts.push(part);
    }
  }
  return parts.length === 0 ? { problem: "no file" } : { parts };
}

function isName(part: string, isWindows: boolean): boolean {
  if (part.includes("\0") || !isHostName(part)) return false;
  if (isWindows) {
    if (!part.isWellFormed()) return false;
    return part.length <= LONGEST_NAME && !NOT_ON_WINDOWS.test(part) && !DEVICES.test(part);
  }
  return part.length * 3 <= LONGEST_NAME || pathBytes(part).length <= LONGEST_NAME;
}
