import { join } from "@std/path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { openCacheDatabase, writeTogether } from "../_cache_database.ts";

const FILE = "s3_check_cache.db";
const TABLE = "s3checkV1";
const COLUMNS = "s3_key text primary key, last_seen_time timestamp";
/** Entries count for less than 30 whole days. */
const LIFETIME = 30 * 24 * 60 * 60;

/**
 * The cache of objects seen in a bucket, `s3_check_cache.db`, in the very form of the Python client:
 * both may use it at the same time. A key is `<bucket>/<root prefix>/Data/<hash>.xxh128`.
 */
export class S3CheckCache implements Disposable {
  readonly #folder: string;
  #database: DatabaseSync;
  #find: StatementSync;

  private constructor(folder: string, database: DatabaseSync) {
    this.#folder = folder;
    this.#database = database;
    this.#find = findIn(database);
  }

  /** Opens the cache in a folder; makes both if they are not there. */
  static async open(folder: string, options: { signal?: AbortSignal } = {}): Promise<S3CheckCache> {
    return new S3CheckCache(folder, await openIn(folder, options.signal));
  }

  /** Whether an object was seen within the last 30 days; `now` is in milliseconds. */
  has(key: string, now: number = Date.now()): boolean {
    const seen = Number(this.#find.get(key)?.last_seen_time ?? NaN);
    return Number.isFinite(seen) && now / 1000 - seen < LIFETIME;
  }

  /** Keeps that some objects were seen at `now`, in milliseconds. */
  async put(
    keys: readonly string[],
    { now = Date.now(), signal }: { now?: number; signal?: AbortSignal } = {},
  ): Promise<void> {
    await writeTogether(this.#database, () => {
      const put = this.#database.prepare(`INSERT OR REPLACE INTO ${TABLE} VALUES (?, ?)`);
      // As text: the affinity of the column makes it the number that the Python client reads.
      for (const key of keys) put.run(key, (now / 1000).toFixed(6));
    }, signal);
  }

  /** Forgets everything: deletes the file, as the Python client does, and begins another. */
  async reset(options: { signal?: AbortSignal } = {}): Promise<void> {
    this.#database.close();
    for (const suffix of ["", "-wal", "-shm"]) {
      await Deno.remove(join(this.#folder, FILE + suffix)).catch(ignoreMissing);
    }
    this.#database = await openIn(this.#folder, options.signal);
    this.#find = findIn(this.#database);
  }

  /** Closes the cache. */
  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

function openIn(folder: string, signal: AbortSignal | undefined): Promise<DatabaseSync> {
  return openCacheDatabase({ folder, file: FILE, table: TABLE, columns: COLUMNS }, signal);
}

function findIn(database: DatabaseSync): StatementSync {
  return database.prepare(`SELECT last_seen_time FROM ${TABLE} WHERE s3_key=?`);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
