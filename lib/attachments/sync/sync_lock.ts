import { isRunning } from "../download/_temporary_names.ts";

/** Thrown when another process syncs the same queue. */
export class SyncLockedError extends Error {
  /** What a person can do about it. */
  readonly hint: string;

  /** Makes the error. */
  constructor(path: string, pid: string) {
    super(
      `Unable to perform incremental output download as process with pid ${pid} already holds the ` +
        `lock ${path}`,
    );
    this.name = "SyncLockedError";
    this.hint = "Wait until it is done, or end it";
  }
}

/**
 * Takes the lock of a checkpoint, which the Python client respects, too: a file with the id of the
 * process that holds it. What a process has left that runs no more is removed.
 *
 * @throws {SyncLockedError} if another process holds it.
 */
export async function lockSync(path: string): Promise<AsyncDisposable> {
  const pid = String(Deno.pid);
  const temporary = `${path}${pid}~tmp`;
  await Deno.writeTextFile(temporary, pid);
  try {
    if (!await claim(temporary, path)) {
      const holder = await readText(path);
      if (holder !== undefined) {
        if (/^\s*\d+\s*$/.test(holder) && isRunning(Number(holder))) {
          throw new SyncLockedError(path, holder.trim());
        }
        await Deno.remove(path).catch(() => {});
      }
      if (!await claim(temporary, path)) {
        throw new SyncLockedError(path, (await readText(path))?.trim() ?? "of another program");
      }
    }
  } finally {
    await Deno.remove(temporary).catch(() => {});
  }
  return {
    async [Symbol.asyncDispose]() {
      // Not if another process took it for abandoned meanwhile.
      if (await readText(path) === pid) await Deno.remove(path).catch(() => {});
    },
  };
}

async function claim(temporary: string, path: string): Promise<boolean> {
  try {
    await Deno.link(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    if (error instanceof Deno.errors.NotFound) throw error;
    // A disk without links.
    return await Deno.writeTextFile(path, await Deno.readTextFile(temporary), { createNew: true })
      .then(() => true, (error) => {
        if (error instanceof Deno.errors.AlreadyExists) return false;
        throw error;
      });
  }
}

async function readText(path: string): Promise<string | undefined> {
  return await Deno.readTextFile(path).catch(() => undefined);
}
