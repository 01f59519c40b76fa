import { join } from "@std/path";

/** Thrown when another farm already runs on a data folder. */
export class DataFolderInUseError extends Error {
  /** The folder that both want. */
  readonly dataDir: string;

  /** Makes the error; `pid` is the process that has the folder, if it could be read. */
  constructor(dataDir: string, pid: string) {
    super(
      `Cannot start a farm on "${dataDir}": process ${pid} runs one there. ` +
        "Stop it, or choose another folder with --data",
    );
    this.name = "DataFolderInUseError";
    this.dataDir = dataDir;
  }
}

/**
 * Takes a data folder for this process. The operating system lets go of it when the process ends,
 * however it ends.
 *
 * @throws {DataFolderInUseError} If another process has it.
 */
export async function lockDataFolder(dataDir: string): Promise<Disposable> {
  const path = join(dataDir, "farm.lock");
  const file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
  if (!await file.tryLock(true)) {
    const pid = (await Deno.readTextFile(path)).trim() || "of unknown id";
    file.close();
    throw new DataFolderInUseError(dataDir, pid);
  }
  await file.truncate(0);
  await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  return {
    [Symbol.dispose]() {
      // A process that is just being started shares what is open here until it is its own program.
      file.unlockSync();
      file.close();
    },
  };
}
