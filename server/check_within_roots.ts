import { dirname } from "@std/path";
import { pooledMap } from "@std/async/pool";
import { TaskError } from "@deadline/client/task";
import type { Roots } from "./roots.ts";

/** Files that are looked at at once. */
const AT_ONCE = 32;
/** How many paths an error names. */
const NAMED = 5;

/**
 * Checks that each of the files is below a folder that the console may read, links followed.
 *
 * @throws {TaskError} naming those that are not.
 */
export async function checkWithinRoots(
  paths: Iterable<string>,
  roots: Roots,
  signal: AbortSignal,
): Promise<void> {
  const folders = new Map<string, Promise<boolean>>();
  const isInside = (path: string) =>
    roots.resolve(path).then(() => true, (error) => {
      if (error instanceof TaskError) return error.status === 404;
      throw error;
    });
  const outside: string[] = [];
  let count = 0;
  const look = async (path: string) => {
    signal.throwIfAborted();
    // Most files are no links, so that their folder decides.
    const folder = dirname(path);
    let inside = folders.get(folder);
    if (!inside) folders.set(folder, inside = isInside(folder));
    const { isSymlink } = await Deno.lstat(path);
    if (await (isSymlink ? isInside(path) : inside)) return;
    count++;
    if (outside.length < NAMED) outside.push(path);
  };
  for await (const _ of pooledMap(AT_ONCE, paths, look)) signal.throwIfAborted();
  if (count === 0) return;
  const more = count > outside.length ? ` and ${count - outside.length} more` : "";
  const names = outside.map((path) => `"${path}"`).join(", ");
  throw new TaskError(
    `${count === 1 ? "A file is" : `${count} files are`} not below a folder that this console ` +
      `may read: ${names}${more}`,
    {
      code: "NotAllowed",
      status: 403,
      hint: "Allow the folders first, on the Submit page, and submit again.",
    },
  );
}
