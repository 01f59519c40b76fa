import { basename, dirname, join } from "@std/path";

/** Options for {@linkcode placeDirectory}. */
export interface PlaceDirectoryOptions {
  /** Stops it; nothing is left then. */
  signal?: AbortSignal | undefined;
  /** Whether what is there is replaced. */
  replace?: boolean | undefined;
}

/**
 * Fills a directory under another name and then gives it its own, so that nobody ever sees half of
 * it. A directory that is there and empty is used; any other only with `replace`.
 *
 * @throws {Deno.errors.AlreadyExists} if something else is there.
 */
export async function placeDirectory(
  target: string,
  fill: (temporary: string) => Promise<void>,
  { signal, replace = false }: PlaceDirectoryOptions = {},
): Promise<void> {
  signal?.throwIfAborted();
  if (!replace) await checkFree(target);
  await Deno.mkdir(dirname(target), { recursive: true });
  const hidden = join(dirname(target), `.${basename(target)}.${crypto.randomUUID()}`);
  const temporary = `${hidden}.tmp`;
  await Deno.mkdir(temporary);
  try {
    await fill(temporary);
    signal?.throwIfAborted();
    if (replace) await swap(target, temporary, `${hidden}.old`);
    else await rename(target, temporary);
  } catch (error) {
    await removeIfThere(temporary);
    throw error;
  }
}

async function checkFree(target: string): Promise<void> {
  try {
    for await (const _ of Deno.readDir(target)) throw taken(target);
  } catch (error) {
    if (error instanceof Deno.errors.NotADirectory) throw taken(target);
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function taken(target: string): Error {
  return new Deno.errors.AlreadyExists(
    `Cannot write "${target}": it is there already and not an empty directory`,
  );
}

async function rename(target: string, temporary: string): Promise<void> {
  // Only an empty directory can be removed this way; who came first in the meantime stays.
  await Deno.remove(target).catch(() => {});
  await Deno.rename(temporary, target).catch(async (error) => {
    await checkFree(target);
    throw error;
  });
}

async function swap(target: string, temporary: string, old: string): Promise<void> {
  const isThere = await Deno.rename(target, old).then(() => true, (error) => {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  });
  try {
    await Deno.rename(temporary, target);
  } catch (error) {
    // If it cannot go back, somebody else has put something in the place.
    if (isThere) await Deno.rename(old, target).catch(() => removeIfThere(old));
    throw error;
  }
  await removeIfThere(old);
}

/** Removes a directory with all that is in it, if it is there. */
export async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
