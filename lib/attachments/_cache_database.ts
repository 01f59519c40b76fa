import { delay } from "@std/async/delay";
import { join } from "@std/path";
import { DatabaseSync } from "node:sqlite";

/** How often a database that others hold is tried again, and the pause between, in milliseconds. */
const ATTEMPTS = 100;
const PAUSE = 50;
/** How long SQLite itself waits for others: short, as nothing else can go on meanwhile. */
const BUSY_TIMEOUT = 20;
/** The codes of SQLite for "busy" and "locked". */
const BUSY = [5, 6];

/** What is to be opened. */
export interface CacheDatabaseInit {
  /** The folder of the caches. */
  folder: string;
  /** The name of the file. */
  file: string;
  /** The table. */
  table: string;
  /** Its columns, as `CREATE TABLE` takes them. */
  columns: string;
}

/** Opens a cache shared with the Python client; makes file and table where they are missing. */
export async function openCacheDatabase(
  { folder, file, table, columns }: CacheDatabaseInit,
  signal?: AbortSignal,
): Promise<DatabaseSync> {
  signal?.throwIfAborted();
  await Deno.mkdir(folder, { recursive: true });
  const path = join(folder, file);
  return await whenFree(path, () => {
    const database = new DatabaseSync(path);
    try {
      database.exec(`PRAGMA busy_timeout=${BUSY_TIMEOUT}; PRAGMA journal_mode=WAL;`);
      // A cache that lost its last entries is whole still; the disk is not waited for.
      database.exec("PRAGMA synchronous=NORMAL");
      database.exec(`CREATE TABLE IF NOT EXISTS ${table}(${columns})`);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }, signal);
}

/** Runs a transaction, again and again while another process writes. */
export async function writeTogether(
  database: DatabaseSync,
  body: () => void,
  signal?: AbortSignal,
): Promise<void> {
  await whenFree("the cache", () => {
    database.exec("BEGIN IMMEDIATE");
    try {
      body();
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  }, signal);
}

async function whenFree<T>(what: string, body: () => T, signal?: AbortSignal): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return body();
    } catch (error) {
      const code = (error as { errcode?: number }).errcode ?? 0;
      if (!BUSY.includes(code & 0xff)) {
        throw new Error(`Cannot use "${what}": ${error}`, { cause: error });
      }
      if (attempt === ATTEMPTS) {
        throw new Error(`Cannot use "${what}": another process has held it for too long`, {
          cause: error,
        });
      }
      await delay(PAUSE, { signal });
    }
  }
}
