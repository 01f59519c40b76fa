import { dirname } from "@std/path";
import { sleep } from "../task/mod.ts";

/** Milliseconds between two tries at most. */
const PAUSE = 8;

/** Writes of this process wait for one another in the order in which they were asked for. */
const waiting = new Map<string, Promise<unknown>>();

/**
 * Runs `body` while no other process of ours does so for the same file. The lock lies beside the
 * file, since the file itself is replaced; it ends with the process that holds it, however that ends.
 *
 * @throws The signal's reason, untouched, if it aborts while waiting.
 */
export async function withLockedFile<T>(
  path: string,
  body: () => Promise<T>,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<T> {
  const before = waiting.get(path);
  const run = (async () => {
    await before?.catch(() => {});
    return await lockAndRun(path, body, options.signal);
  })();
  waiting.set(path, run);
  try {
    return await run;
  } finally {
    if (waiting.get(path) === run) waiting.delete(path);
  }
}

async function lockAndRun<T>(
  path: string,
  body: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  signal?.throwIfAborted();
  await Deno.mkdir(dirname(path), { recursive: true });
  using file = await Deno.open(`${path}.lock`, { write: true, create: true, mode: 0o600 });
  // The waiting kind of lock cannot be aborted.
  while (!await file.tryLock(true)) await sleep(Math.random() * PAUSE, { signal });
  return await body();
}
